package org.cam4j.training.internal.torch;

import java.io.IOException;
import java.util.List;

/** The world outside a pickle, as far as the pickle may name it. */
interface PickleGlobals {
    /**
     * What a global stands for: a {@link Function}, or a value that is only handed on.
     *
     * @throws IOException if the pickle may not name it
     */
    Object find(String module, String name) throws IOException;

    /** The object that a persistent id stands for. */
    Object load(Object persistentId) throws IOException;

    /** A function or class that a pickle may call. */
    @FunctionalInterface
    interface Function {
        Object call(List<Object> arguments) throws IOException;
    }

    /** An object that takes a state after it was made. */
    interface Stateful {
        void setState(Object state) throws IOException;
    }
}
