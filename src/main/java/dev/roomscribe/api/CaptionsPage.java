package dev.roomscribe.api;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** The page on which a room's captions are read: also before the room is transcribed, and after. */
@Path("/rooms/{roomId}/captions")
class CaptionsPage {
    private final Page page = new Page("captions.html", "'self'");

    @GET
    @Produces(MediaType.TEXT_HTML)
    public Response show(@PathParam("roomId") RoomId roomId) {
        return page.response();
    }
}
