package org.cam4j.training.dashboard;

import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import org.deeplearning4j.ui.VertxUIServer;

/**
 * Deeplearning4j's UI server, which itself always listens on all addresses and answers whatever comes. What it calls to do so are interfaces: here they stand between, so
 * that it listens where it is told, and every request passes a {@link RequestGuard} first.
 */
final class GuardedUiServer extends VertxUIServer {
    private final InetAddress host;
    private final int port;

    GuardedUiServer(InetAddress host, int port) {
        this.host = host;
        this.port = port;
    }

    @Override
    public void init(Vertx real, Context context) {
        super.init(
                standIn(Vertx.class, real, (proxy, method, arguments) -> {
                    Object result = call(real, method, arguments);
                    return result instanceof HttpServer http ? guarded(http) : result;
                }),
                context);
    }

    private HttpServer guarded(HttpServer real) {
        return standIn(HttpServer.class, real, (proxy, method, arguments) -> {
            boolean listens = method.getName().equals("listen");
            if (listens && arguments.length == 2 && arguments[1] instanceof Handler<?>) {
                HttpServer.class
                        .getMethod("listen", int.class, String.class, Handler.class)
                        .invoke(real, port, host.getHostAddress(), arguments[1]);
                return proxy;
            }
            if (listens) {
                throw new UnsupportedOperationException("Listens on one address only.");
            }
            if (method.getName().equals("requestHandler") && arguments != null) {
                real.requestHandler(guard(arguments[0]));
                return proxy;
            }
            return call(real, method, arguments);
        });
    }

    @SuppressWarnings("unchecked") // the only type that the interface's method takes
    private Handler<HttpServerRequest> guard(Object next) {
        return new RequestGuard(host, (Handler<HttpServerRequest>) next);
    }

    private static <T> T standIn(Class<T> type, T real, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private static Object call(Object real, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(real, arguments);
        } catch (InvocationTargetException failure) {
            throw failure.getCause();
        }
    }
}
