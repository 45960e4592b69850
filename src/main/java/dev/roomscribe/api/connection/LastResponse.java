package dev.roomscribe.api.connection;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;

/** The last response of a connection, which is closed after it. */
final class LastResponse {
    private LastResponse() {}

    /**
     * Returns the promise to write the end of the response with; the channel is closed once it is completed. The close is a
     * task of its own: a failed write completes its promise before it returns, and Vert.x writes when it closes a channel,
     * which the encoder does not allow within another write.
     */
    static ChannelPromise closeAfter(ChannelPromise written, ChannelHandlerContext context) {
        return written.unvoid()
                .addListener(done -> context.executor().execute(() -> {
                    var unused = context.close();
                }));
    }
}
