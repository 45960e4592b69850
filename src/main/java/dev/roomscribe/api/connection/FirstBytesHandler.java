package dev.roomscribe.api.connection;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.SslHandler;
import java.nio.charset.StandardCharsets;

/**
 * Adds the {@link RefusalBodyHandler} to a new connection that turns out to be one of HTTP/1, before the first request is
 * parsed. Vert.x recognizes the protocol by the first bytes, and adds its handlers within the read of them; so this passes the
 * bytes on one at a time until Vert.x has done that. Does nothing on connections with TLS.
 */
public final class FirstBytesHandler extends ChannelInboundHandlerAdapter {
    /** The names that Vert.x gives to handlers: the codec of HTTP/1, and the last one of a connection. */
    private static final String ENCODER = "httpEncoder";

    private static final String LAST = "handler";

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
        ChannelPipeline pipeline = context.pipeline();
        if (!(message instanceof ByteBuf bytes) || pipeline.get(SslHandler.class) != null) {
            pipeline.remove(this);
            context.fireChannelRead(message);
            return;
        }
        try {
            if (bytes.isReadable() && !isVisible(bytes.getByte(bytes.readerIndex()))) {
                // The parser would refuse this byte before the handler is added; it skips an empty line.
                context.fireChannelRead(Unpooled.copiedBuffer("\r\n", StandardCharsets.US_ASCII));
            }
            while (bytes.isReadable() && pipeline.get(ENCODER) == null && pipeline.get(LAST) == null) {
                context.fireChannelRead(bytes.readRetainedSlice(1));
            }
            if (pipeline.get(ENCODER) != null) {
                pipeline.addAfter(ENCODER, null, new RefusalBodyHandler());
            }
            if (pipeline.get(ENCODER) != null || pipeline.get(LAST) != null) {
                pipeline.remove(this);
            }
            if (bytes.isReadable()) {
                context.fireChannelRead(bytes.retain());
            }
        } finally {
            bytes.release();
        }
    }

    private static boolean isVisible(byte character) {
        return character > ' ' && character < 0x7f;
    }
}
