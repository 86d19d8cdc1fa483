package org.cam4j.experiments.video;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.cam4j.evaluation.Skipped;

/** Gives pictures one after another; for one thread. */
public interface FrameSource extends AutoCloseable {
    /**
     * The next picture; empty at the end.
     *
     * @throws IOException when the source gives nothing more for another reason than its end
     */
    Optional<VideoFrame> next() throws IOException;

    /** How many pictures a second should be shown in. */
    double framesPerSecond();

    /** How many pictures there are; 0 where that is not known. */
    long frames();

    /** Pictures that could not be read so far, and why. */
    List<Skipped> skipped();

    /** Pictures that were passed over so far, since nobody had asked for them in time. */
    default long dropped() {
        return 0;
    }

    @Override
    void close();
}
