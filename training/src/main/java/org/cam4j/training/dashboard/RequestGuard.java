package org.cam4j.training.dashboard;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.net.InetAddress;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Lets through what the pages need and nothing else: GET, of plain paths below a few roots. What is refused gets 403, 404 or 405 and never reaches Deeplearning4j,
 * whose other modules take uploads.
 *
 * <p>A server on loopback answers only requests that name it as loopback, so that no page on the internet can read it by pointing its own name here (DNS rebinding).
 */
final class RequestGuard implements Handler<HttpServerRequest> {
    /** No part begins with a dot; nothing is percent-encoded. */
    private static final Pattern PLAIN =
            Pattern.compile("/(cam4j|train|assets|setlang)(/[A-Za-z0-9_@~-][A-Za-z0-9_@~.-]*)*/?");

    private static final Pattern LOOPBACK_NAME =
            Pattern.compile("(localhost|127(\\.\\d{1,3}){3}|\\[::1\\])(:\\d{1,5})?");

    /** Deeplearning4j's pages have scripts of their own inside; whatever they contain, it stays on this server. */
    private static final String POLICY =
            "default-src 'self' 'unsafe-inline' 'unsafe-eval'; img-src 'self' data:; font-src 'self' data:; frame-ancestors 'none'";

    private final boolean loopback;
    private final Handler<HttpServerRequest> next;

    RequestGuard(InetAddress host, Handler<HttpServerRequest> next) {
        loopback = host.isLoopbackAddress();
        this.next = next;
    }

    @Override
    public void handle(HttpServerRequest request) {
        request.response()
                .putHeader("Content-Security-Policy", POLICY)
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("Referrer-Policy", "no-referrer");
        String path = request.path();
        if (loopback && !isLoopbackName(request.host())) {
            refuse(request, 403, "This dashboard answers to localhost only.");
        } else if (request.method() != HttpMethod.GET) {
            refuse(request, 405, "The dashboard can be read only.");
        } else if ("/".equals(path)) {
            request.response()
                    .setStatusCode(302)
                    .putHeader("Location", "/cam4j")
                    .end();
        } else if (path == null || !PLAIN.matcher(path).matches()) {
            refuse(request, 404, "There is no such page.");
        } else {
            next.handle(request);
        }
    }

    private static boolean isLoopbackName(@Nullable String host) {
        return host != null
                && LOOPBACK_NAME.matcher(host.toLowerCase(Locale.ROOT)).matches();
    }

    private static void refuse(HttpServerRequest request, int status, String why) {
        request.response()
                .setStatusCode(status)
                .putHeader("Content-Type", "text/plain; charset=utf-8")
                .end(why + "\n");
    }
}
