package dev.roomscribe.support;

import java.net.URI;
import java.nio.file.Path;

/** The packaged service, which transcribes the demo room, and a browser that opens its pages. */
public final class BrowserService implements AutoCloseable {
    private final Chromium chromium;
    private final RemoteDemoRoom room;
    private final RoomscribeProcess process;
    private final CaptionClient captions;

    private BrowserService(Chromium chromium, Path dataDirectory, String... properties) {
        this.chromium = chromium;
        room = new RemoteDemoRoom();
        process = room.startService(dataDirectory, properties);
        captions = CaptionClient.startAndStream(process.url(), "demo");
    }

    /**
     * Starts the service and the browser.
     *
     * @param properties additional system properties, such as {@code -Dname=value}
     */
    public static BrowserService start(Path dataDirectory, String... properties) {
        return new BrowserService(Chromium.launch(), dataDirectory, properties);
    }

    public Chromium chromium() {
        return chromium;
    }

    public RemoteDemoRoom room() {
        return room;
    }

    /** Returns a subscriber of the demo room that has been there from the start. */
    public CaptionClient captions() {
        return captions;
    }

    public URI url() {
        return process.url();
    }

    /** Returns the address of the demo room's captions page. */
    public URI captionsPage() {
        return url().resolve("/rooms/demo/captions");
    }

    @Override
    public void close() {
        Closeables.closeAll(captions, process, room, chromium);
    }
}
