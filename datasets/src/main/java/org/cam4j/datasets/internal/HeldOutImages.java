package org.cam4j.datasets.internal;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The validation images of a set with several labels per image and no validation split of its own: every fifth one to learn from, or every n-th, so that there are about 1,000 at most. */
public final class HeldOutImages {
    private static final int EVERY = 5;
    private static final int MOST = 1000;

    private HeldOutImages() {}

    /**
     * Those held out.
     *
     * @param images to learn from, in their order; the last of every n is held out
     */
    public static <K> Set<K> of(Collection<K> images) {
        int every = Math.max(EVERY, images.size() / MOST);
        List<K> ordered = List.copyOf(images);
        Set<K> held = new LinkedHashSet<>();
        for (int i = every - 1; i < ordered.size(); i += every) {
            held.add(ordered.get(i));
        }
        return held;
    }
}
