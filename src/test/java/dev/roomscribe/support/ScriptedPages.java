package dev.roomscribe.support;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.Route;
import dev.roomscribe.api.PagePolicy;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The pages of the service, with responses that a test writes, and without the service: the browser is given the files of
 * the class path. Every request without a response fails with 404. Confined to the thread of its page.
 */
public final class ScriptedPages {
    private static final String ROOT = "http://roomscribe.test/";

    private static final Map<String, String> TYPES =
            Map.of("js", "text/javascript", "css", "text/css", "svg", "image/svg+xml");

    private final Page page;
    private final Map<String, Route.FulfillOptions> responses = new ConcurrentHashMap<>();
    private final Map<String, Runnable> later = new ConcurrentHashMap<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();

    /** Answers the requests of a page. At first, it may do everything, and there is no room. */
    public ScriptedPages(Page page) {
        this.page = page;
        page.route("**/*", this::answer);
        may("rooms:read", "rooms:write", "captions:read");
        respond("GET rooms?running=true", "{\"rooms\": []}");
        respond("GET sessions?running=false&limit=20", "{\"sessions\": []}");
    }

    /** Sets the scopes of the user, without a credential if there is none. */
    public ScriptedPages may(String... scopes) {
        String list = scopes.length == 0 ? "" : "\"" + String.join("\", \"", scopes) + "\"";
        return respond(
                "GET sign-in",
                "{\"required\": true, \"principal\": %s, \"scopes\": [%s], \"rooms\": [\"*\"], \"expires_at\": null}"
                        .formatted(scopes.length == 0 ? "null" : "\"ana\"", list));
    }

    /**
     * Sets the response of a request.
     *
     * @param request the method and the path relative to the root, such as {@code GET rooms?running=true}
     */
    public ScriptedPages respond(String request, String json) {
        responses.put(
                request,
                new Route.FulfillOptions().setContentType("application/json").setBody(json));
        return this;
    }

    /** Sets the response of a request from the moment on at which the page has sent another one. */
    public ScriptedPages respondAfter(String trigger, String request, String json) {
        later.put(trigger, () -> respond(request, json));
        return this;
    }

    /** Lets a request fail with a problem document whose texts are in English. */
    public ScriptedPages refuse(String request, int status, String type) {
        String problem = "{\"type\": \"urn:roomscribe:problem:%s\", \"title\": \"RAW\", \"detail\": \"RAW\"}";
        responses.put(
                request,
                new Route.FulfillOptions()
                        .setStatus(status)
                        .setContentType("application/problem+json")
                        .setBody(problem.formatted(type)));
        return this;
    }

    /** Opens a page by its path relative to the root. */
    public ScriptedPages open(String path) {
        page.navigate(ROOT + path);
        return this;
    }

    /** Lets the rooms page read the state of the rooms now instead of a few seconds later. */
    public void refresh() {
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))");
    }

    /** Returns the requests to the service so far, as in {@link #respond}. */
    public List<String> requests() {
        return List.copyOf(requests);
    }

    private void answer(Route route) {
        Request request = route.request();
        URI url = URI.create(request.url());
        String path = url.getPath();
        String query = url.getRawQuery() == null ? "" : "?" + url.getRawQuery();
        if (path.equals("/")) {
            route.fulfill(page("rooms"));
        } else if (path.matches("/rooms/[^/]+/captions")) {
            route.fulfill(page("captions"));
        } else if (path.matches("/(captions|page)[./].*")) {
            route.fulfill(new Route.FulfillOptions()
                    .setContentType(TYPES.get(path.substring(path.lastIndexOf('.') + 1)))
                    .setBody(Resources.read("/META-INF/resources" + path)));
        } else {
            String name = request.method() + " " + url.getRawPath().substring(1) + query;
            requests.add(name);
            later.getOrDefault(name, () -> {}).run();
            route.fulfill(responses.getOrDefault(name, new Route.FulfillOptions().setStatus(404)));
        }
    }

    private static Route.FulfillOptions page(String name) {
        return new Route.FulfillOptions()
                .setContentType("text/html; charset=utf-8")
                .setHeaders(Map.of(
                        "Content-Security-Policy", PagePolicy.of(name), "Content-Type", "text/html; charset=utf-8"))
                .setBody(Resources.read("/pages/" + name + ".html"));
    }
}
