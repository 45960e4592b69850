package dev.roomscribe.api.signin;

import dev.roomscribe.api.access.AccessRefusedException;
import dev.roomscribe.api.access.Caller;
import dev.roomscribe.api.access.CallerIdentification;
import dev.roomscribe.api.access.Public;
import dev.roomscribe.api.access.SessionCookie;
import dev.roomscribe.api.limit.LimitExceededException;
import dev.roomscribe.api.problem.Problem;
import dev.roomscribe.api.problem.ProblemException;
import dev.roomscribe.api.request.PageOrigin;
import io.smallrye.common.annotation.NonBlocking;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Tells the pages what the user may do, and exchanges an API key or a token for the {@link SessionCookie}. */
@Path("/sign-in")
public class SignInResource {
    private final CallerIdentification callers;
    private final PageTokens tokens;

    SignInResource(CallerIdentification callers, PageTokens tokens) {
        this.callers = callers;
        this.tokens = tokens;
    }

    /** Without a valid credential, this is the answer to a question and not a refusal. */
    @GET
    @Public
    @Produces(MediaType.APPLICATION_JSON)
    @NonBlocking
    public Uni<Response> show(RoutingContext http) {
        if (callers.required() && !callers.hasCredential(http)) {
            return Uni.createFrom().item(response(SignInState.SIGNED_OUT));
        }
        return Uni.createFrom()
                .deferred(() -> callers.identify(http))
                .map(caller -> response(SignInState.of(caller, callers.required())))
                .onFailure(SignInResource::isInvalid)
                .recoverWithItem(() -> deletingCookie(Response.ok(SignInState.SIGNED_OUT)));
    }

    private static boolean isInvalid(Throwable failure) {
        return failure instanceof AccessRefusedException refused && refused.isUnauthenticated();
    }

    @POST
    @Public
    @Produces(MediaType.APPLICATION_JSON)
    @NonBlocking
    public Uni<Response> signIn(RoutingContext http) {
        checkOrigin(http.request());
        return callers.identifyByHeader(http).map(caller -> store(caller, http));
    }

    private Response store(Caller caller, RoutingContext http) {
        if (!callers.required()) {
            return response(SignInState.of(caller, false));
        }
        PageTokens.PageToken token = tokens.of(caller, http);
        return Response.ok(SignInState.of(token.caller(), true))
                .header("Cache-Control", "no-store")
                .header("Set-Cookie", SessionCookie.storing(token.text(), usesTls(http.request()), token.lifetime()))
                .build();
    }

    /** The audit log names the principal whose cookie is deleted. */
    @DELETE
    @Public
    @NonBlocking
    public Uni<Response> signOut(RoutingContext http) {
        checkOrigin(http.request());
        return Uni.createFrom()
                .deferred(() -> callers.identify(http))
                .map(caller -> deletingCookie(Response.noContent()))
                .onFailure(failure ->
                        failure instanceof AccessRefusedException || failure instanceof LimitExceededException)
                .recoverWithItem(() -> deletingCookie(Response.noContent()));
    }

    /** Also a page that may use the service with its own token must not sign the user in or out. */
    private static void checkOrigin(HttpServerRequest request) {
        if (PageOrigin.of(request) == PageOrigin.FOREIGN) {
            throw new ProblemException(
                    Problem.Type.FOREIGN_ORIGIN, "Only pages of the service can sign a user in or out.");
        }
    }

    /** Browsers send {@code Origin} with every POST; it has the scheme that the browser uses, also behind a proxy. */
    private static boolean usesTls(HttpServerRequest request) {
        @Nullable String origin = request.getHeader(HttpHeaders.ORIGIN);
        return origin == null
                ? request.isSSL()
                : origin.toLowerCase(Locale.ROOT).startsWith("https:");
    }

    private static Response response(SignInState state) {
        return Response.ok(state).header("Cache-Control", "no-store").build();
    }

    private static Response deletingCookie(Response.ResponseBuilder response) {
        response.header("Cache-Control", "no-store");
        SessionCookie.deleting().forEach(cookie -> response.header("Set-Cookie", cookie));
        return response.build();
    }
}
