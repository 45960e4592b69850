package dev.roomscribe.support;

/** JavaScript that tests evaluate on a page. */
public final class PageScripts {
    public static final String MODEL = Resources.read("/page/model.js");
    public static final String EVENT_STREAM = Resources.read("/page/event-stream.js");
    public static final String CREDENTIALS = Resources.read("/page/credentials.js");
    public static final String STATUS = Resources.read("/page/status.js");
    public static final String LINES = Resources.read("/page/lines.js");
    public static final String OVERLAY = Resources.read("/page/overlay.js");
    public static final String LEAST_CONTRAST = Resources.read("/page/least-contrast.js");

    private PageScripts() {}
}
