package dev.roomscribe.api;

/** The content security policy of the service's pages, for tests that serve the pages without the service. */
public final class PagePolicy {
    private PagePolicy() {}

    /**
     * Returns the policy of a page that no other page may frame.
     *
     * @param page its name, such as {@code rooms}
     */
    public static String of(String page) {
        return new HtmlPage(page + ".html", "'none'").response().getHeaderString("Content-Security-Policy");
    }
}
