package dev.roomscribe.api;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** The page on which rooms are started, watched and stopped. */
@Path("/")
class RoomsPage {
    /** In nobody's frame, where a click on something else could stop a room. */
    private final Page page = new Page("rooms.html", "'none'");

    @GET
    @Produces(MediaType.TEXT_HTML)
    public Response show() {
        return page.response();
    }
}
