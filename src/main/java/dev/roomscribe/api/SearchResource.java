package dev.roomscribe.api;

import dev.roomscribe.api.access.Caller;
import dev.roomscribe.api.access.Requires;
import dev.roomscribe.api.input.LimitParameter;
import dev.roomscribe.api.input.SelfReference;
import dev.roomscribe.api.input.TimeParameter;
import dev.roomscribe.api.limit.RequestLimits;
import dev.roomscribe.api.problem.FieldError;
import dev.roomscribe.api.problem.Problem;
import dev.roomscribe.api.problem.ProblemException;
import dev.roomscribe.security.access.Scope;
import dev.roomscribe.security.limit.LimitedAction;
import dev.roomscribe.transcript.search.SearchHit;
import dev.roomscribe.transcript.search.SearchIndex;
import dev.roomscribe.transcript.search.SearchInputException;
import dev.roomscribe.transcript.search.SearchPage;
import dev.roomscribe.transcript.search.SearchRequest;
import dev.roomscribe.transcript.search.SearchTerms;
import dev.roomscribe.transcript.search.SearchUnavailableException;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Searches the stored transcripts of the rooms that the caller may see. */
@Path("/search")
class SearchResource {
    private static final int DEFAULT_LIMIT = 20;
    private static final int MAX_LIMIT = 100;

    private final Optional<SearchIndex> index;
    private final RequestLimits limits;
    private final FileThreads threads;

    SearchResource(Optional<SearchIndex> index, RequestLimits limits, FileThreads threads) {
        this.index = index;
        this.limits = limits;
        this.threads = threads;
    }

    /** The query parameters of a search. */
    static class Parameters {
        @QueryParam("q")
        @Nullable
        String text;

        @QueryParam("room")
        @Nullable
        String room;

        @QueryParam("peer")
        @Nullable
        String peer;

        @QueryParam("speaker")
        @Nullable
        String speaker;

        @QueryParam("from")
        @Nullable
        String from;

        @QueryParam("to")
        @Nullable
        String to;

        @QueryParam("limit")
        @Nullable
        String limit;

        @QueryParam("after")
        @Nullable
        String after;

        private SearchRequest request(List<String> readable) {
            if (text == null) {
                throw badRequest("q", "q is missing; it names the words to search for.");
            }
            return new SearchRequest(
                    SearchTerms.parse(text),
                    readable,
                    room,
                    peer,
                    speaker,
                    TimeParameter.parse("from", from),
                    TimeParameter.parse("to", to),
                    LimitParameter.parse(limit, DEFAULT_LIMIT, MAX_LIMIT),
                    after);
        }
    }

    /**
     * A page of hits, the latest first.
     *
     * @param next the link to the next page; null on the last page
     */
    record Hits(List<SearchHit> hits, @Nullable String next) {}

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    @Requires(Scope.CAPTIONS_READ)
    public Uni<Hits> search(@BeanParam Parameters parameters, RoutingContext http, UriInfo uri) {
        limits.use(LimitedAction.EXPORTS, http);
        threads.admit();
        List<String> readable = Caller.of(http).principal().rooms().patterns();
        return Uni.createFrom().item(parameters).emitOn(threads).map(given -> {
            try {
                SearchPage page = index.orElseThrow(
                                () -> unavailable("Search is switched off; set roomscribe.transcript.search=true."))
                        .search(given.request(readable));
                return new Hits(page.hits(), page.next() == null ? null : SelfReference.toPageAfter(uri, page.next()));
            } catch (SearchInputException e) {
                throw badRequest(e.parameter(), String.valueOf(e.getMessage()));
            } catch (SearchUnavailableException e) {
                throw unavailable(String.valueOf(e.getMessage()));
            }
        });
    }

    private static ProblemException badRequest(String parameter, String detail) {
        return new ProblemException(Problem.Type.BAD_REQUEST, FieldError.parameter(parameter, detail));
    }

    private static ProblemException unavailable(String detail) {
        return new ProblemException(Problem.Type.SEARCH_UNAVAILABLE, detail);
    }
}
