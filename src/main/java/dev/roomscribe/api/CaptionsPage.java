package dev.roomscribe.api;

import dev.roomscribe.api.access.Public;
import io.smallrye.common.annotation.NonBlocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** The page that shows a room's captions. It can be opened before the room is transcribed and after. */
@Path("/rooms/{roomId}/captions")
class CaptionsPage {
    private final HtmlPage page = new HtmlPage("captions.html", "'self'");

    @GET
    @Public
    @Produces(MediaType.TEXT_HTML)
    @NonBlocking
    public Response show(@PathParam("roomId") RoomId roomId) {
        return page.response();
    }
}
