package org.cam4j.experiments.speed;

/** A network of any engine with a batch of images, ready to be timed. */
public interface Workload {
    /** Trainable parameters of the network: the proof that two engines run the same one. */
    long parameters();

    /** What computes, for the table's foot. */
    String engine();

    /** Whether the engine has the task at all. */
    boolean knows(SpeedTask task);

    /** Does the task once, to its end. */
    void run(SpeedTask task);
}
