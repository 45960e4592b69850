package dev.roomscribe.api;

import dev.roomscribe.api.access.Public;
import io.smallrye.common.annotation.NonBlocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** The page that starts, lists and stops the transcription of rooms. */
@Path("/")
class RoomsPage {
    /** No page may frame it: an invisible frame could trick a user into stopping a room (clickjacking). */
    private final HtmlPage page = new HtmlPage("rooms.html", "'none'");

    @GET
    @Public
    @Produces(MediaType.TEXT_HTML)
    @NonBlocking
    public Response show() {
        return page.response();
    }
}
