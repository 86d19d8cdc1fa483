package org.cam4j.experiments.reproduce.cost;

/**
 * How long a network takes on this machine, with random weights.
 *
 * @param trainingSeconds of one image in a training step
 * @param forwardSeconds of one image in a forward pass
 * @param parameters of the network
 * @param activations numbers that a forward pass of one image computes
 * @param measured whether the network itself was timed, not another one with the same backbone
 */
public record StepTime(
        double trainingSeconds, double forwardSeconds, long parameters, long activations, boolean measured) {
    /** Bytes of the parameters, their gradients, their momentum and the best epoch's, and of maps and their gradients. */
    long trainingBytes(int batch) {
        return Float.BYTES * (4 * parameters + 2 * batch * activations);
    }

    StepTime borrowed() {
        return new StepTime(trainingSeconds, forwardSeconds, parameters, activations, false);
    }
}
