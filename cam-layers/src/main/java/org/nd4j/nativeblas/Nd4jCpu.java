package org.nd4j.nativeblas;

import org.jspecify.annotations.NullMarked;

/**
 * Stands where Deeplearning4j 1.0.0-M2.1 looks for the CPU binding. The binding moved to another package in that release, but {@code BaseMKLDNNHelper} still
 * asks the old name, by reflection, whether oneDNN may be used, and switches every fast layer kernel off when the class is absent. Nothing but that one question
 * is answered here, and only by passing it on.
 */
@NullMarked
public final class Nd4jCpu {
    private Nd4jCpu() {}

    /** What {@code BaseMKLDNNHelper} calls: {@code Environment.getInstance().isUseMKLDNN()}. */
    public static final class Environment {
        private final Object moved;

        private Environment(Object moved) {
            this.moved = moved;
        }

        /**
         * The environment of the CPU binding where it is now.
         *
         * @throws ReflectiveOperationException if the binding is not there: the backend is another one
         */
        public static Environment getInstance() throws ReflectiveOperationException {
            Class<?> type = Class.forName("org.nd4j.linalg.cpu.nativecpu.bindings.Nd4jCpu$Environment");
            return new Environment(type.getMethod("getInstance").invoke(null));
        }

        /**
         * What the binding itself says to {@code isUseONEDNN()}, the new name of this question.
         *
         * @throws ReflectiveOperationException if the binding has no such method: it is of another release
         */
        public boolean isUseMKLDNN() throws ReflectiveOperationException {
            return (boolean) moved.getClass().getMethod("isUseONEDNN").invoke(moved);
        }
    }
}
