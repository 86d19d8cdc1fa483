package org.cam4j.training.dashboard;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Lets a request through when all of this holds; nothing is read or computed for any other:
 *
 * <ul>
 *   <li>It is a GET of a short, plain path. No GET changes anything. The one POST asks a run to stop: it must come from this machine and carry the {@link #STOP_HEADER} that
 *       the page was given, which no page of another site can read or send.
 *   <li>It names this server as this machine is named: on loopback as loopback, elsewhere by a number or the machine's name. So no page on the internet can read the server by pointing its
 *       own name here (DNS rebinding).
 *   <li>The browser does not say that a page of another site sends it, unless a reader follows a link.
 *   <li>Where there is a token, it carries it: in the address on the first visit, afterwards in a cookie that only this server gets.
 * </ul>
 */
final class RequestGuard implements Handler<HttpServerRequest> {
    /** The header of a POST that stops a run; its value is a random number of this server. */
    static final String STOP_HEADER = "X-Cam4j-Stop";

    private static final Pattern STOP = Pattern.compile("/cam4j/runs/[0-9a-f]{1,64}/stop");
    private static final int LONGEST_ADDRESS = 1000;
    private static final int LONGEST_PATH = 300;
    private static final int LONGEST_HOST = 260;
    private static final Set<String> ROOTS = Set.of("cam4j", "train", "assets");

    private static final Pattern LOOPBACK = Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[::1\\]");
    private static final Pattern NUMBER = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}|\\[[0-9a-f:.%]+\\]");

    /** Deeplearning4j's pages have scripts of their own inside; whatever they contain, it stays on this server. */
    private static final String POLICY =
            "default-src 'self' 'unsafe-inline' 'unsafe-eval'; img-src 'self' data:; font-src 'self' data:; "
                    + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private final boolean loopback;
    private final Set<String> names;
    private final Optional<String> token;
    private final String stopToken;
    private final Handler<HttpServerRequest> next;

    /**
     * A guard.
     *
     * @param name how the user named the address
     * @param token letters, digits, {@code -} and {@code _}; empty where everybody who reaches the server may read
     * @param stopToken what a POST that stops a run must carry
     */
    RequestGuard(
            InetAddress host, String name, Optional<String> token, String stopToken, Handler<HttpServerRequest> next) {
        loopback = host.isLoopbackAddress();
        names = Stream.concat(Stream.of("localhost", name), ownName().stream())
                .map(known -> known.toLowerCase(Locale.ROOT))
                .collect(Collectors.toUnmodifiableSet());
        this.token = token;
        this.stopToken = stopToken;
        this.next = next;
    }

    private static Optional<String> ownName() {
        try {
            return Optional.of(InetAddress.getLocalHost().getHostName());
        } catch (UnknownHostException nameless) {
            return Optional.empty();
        }
    }

    @Override
    public void handle(HttpServerRequest request) {
        request.response()
                .putHeader("Content-Security-Policy", POLICY)
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("Referrer-Policy", "no-referrer")
                .putHeader("Cross-Origin-Resource-Policy", "same-origin")
                .putHeader("Cache-Control", "no-store");
        String path = request.path();
        if (request.uri().length() > LONGEST_ADDRESS || path == null || path.length() > LONGEST_PATH) {
            refuse(request, 414, "The address is too long.");
        } else if (!isOwnName(request.host())) {
            refuse(
                    request,
                    403,
                    loopback
                            ? "This dashboard answers to localhost only."
                            : "This dashboard answers to its number and to the name of its machine only.");
        } else if (request.method() != HttpMethod.GET && !isStop(request, path)) {
            refuse(request, 405, "The dashboard can be read only; a POST can stop a run.");
        } else if (isFromAnotherSite(request)) {
            refuse(request, 403, "This dashboard does not answer pages of other sites.");
        } else if (!isAllowed(request)) {
            refuse(
                    request,
                    401,
                    "This dashboard needs its token. Open the whole address that the command printed when it started.");
        } else if (request.method() == HttpMethod.POST && !mayStop(request)) {
            refuse(request, 403, "Only the page of this dashboard, opened on this machine, can stop a run.");
        } else if (path.equals("/")) {
            request.response()
                    .setStatusCode(302)
                    .putHeader("Location", "/cam4j")
                    .end();
        } else if (!isPlain(path)) {
            refuse(request, 404, "There is no such page.");
        } else {
            next.handle(request);
        }
    }

    private static boolean isStop(HttpServerRequest request, String path) {
        return request.method() == HttpMethod.POST && STOP.matcher(path).matches();
    }

    private boolean mayStop(HttpServerRequest request) {
        return isLocal(request) && isSame(request.getHeader(STOP_HEADER), stopToken);
    }

    /** Whether a request comes from this machine. */
    static boolean isLocal(HttpServerRequest request) {
        try {
            return InetAddress.getByName(request.remoteAddress().host())
                    .isLoopbackAddress(); // a number: nobody is asked
        } catch (UnknownHostException nameless) {
            return false;
        }
    }

    private boolean isOwnName(@Nullable String host) {
        if (host == null || host.length() > LONGEST_HOST) {
            return false;
        }
        String name = host.toLowerCase(Locale.ROOT);
        int colon = name.lastIndexOf(':');
        if (colon > name.lastIndexOf(']')) {
            name = name.substring(0, colon);
        }
        return loopback
                ? LOOPBACK.matcher(name).matches()
                : NUMBER.matcher(name).matches() || names.contains(name);
    }

    /** Browsers say from where a request comes; programs that are no browsers do not. */
    private static boolean isFromAnotherSite(HttpServerRequest request) {
        String origin = request.getHeader("Origin");
        if (origin != null && !origin.equals("http://" + request.host())) {
            return true;
        }
        String site = request.getHeader("Sec-Fetch-Site");
        boolean followsLink = "navigate".equals(request.getHeader("Sec-Fetch-Mode"))
                && "document".equals(request.getHeader("Sec-Fetch-Dest"));
        return site != null && !site.equals("same-origin") && !site.equals("none") && !followsLink;
    }

    private boolean isAllowed(HttpServerRequest request) {
        if (token.isEmpty()) {
            return true;
        }
        // Cookies do not know ports: the name tells dashboards of one machine apart.
        String name = "cam4j_token_" + request.localAddress().port();
        if (isToken(request.getParam("token"))) {
            request.response()
                    .putHeader("Set-Cookie", name + "=" + token.get() + "; Path=/; HttpOnly; SameSite=Strict");
            return true;
        }
        String cookies = request.getHeader("Cookie");
        if (cookies != null) {
            for (String cookie : cookies.split(";", -1)) {
                if (cookie.strip().startsWith(name + "=")
                        && isToken(cookie.strip().substring(name.length() + 1))) {
                    return true;
                }
            }
        }
        return false;
    }

    private boolean isToken(@Nullable String given) {
        return isSame(given, token.orElseThrow());
    }

    /** Takes as long for a wrong token as for the right one. */
    private static boolean isSame(@Nullable String given, String expected) {
        return given != null
                && MessageDigest.isEqual(
                        given.getBytes(StandardCharsets.UTF_8), expected.getBytes(StandardCharsets.UTF_8));
    }

    /** Below a known root, without empty parts, parts that begin with a dot, and anything encoded. */
    private static boolean isPlain(String path) {
        String[] parts = path.substring(1).split("/", -1);
        for (String part : parts) {
            if (part.isEmpty() || part.startsWith(".") || !part.chars().allMatch(RequestGuard::isPlain)) {
                return false;
            }
        }
        return ROOTS.contains(parts[0]);
    }

    private static boolean isPlain(int letter) {
        return letter < 128 && (Character.isLetterOrDigit(letter) || "_@~.-".indexOf(letter) >= 0);
    }

    private static void refuse(HttpServerRequest request, int status, String why) {
        request.response()
                .setStatusCode(status)
                .putHeader("Content-Type", "text/plain; charset=utf-8")
                .putHeader("Connection", "close")
                .end(why + "\n");
    }
}
