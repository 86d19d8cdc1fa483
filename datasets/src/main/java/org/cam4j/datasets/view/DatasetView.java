package org.cam4j.datasets.view;

import java.util.List;
import org.cam4j.datasets.Dataset;
import org.cam4j.datasets.Sample;
import org.cam4j.datasets.Split;
import org.cam4j.evaluation.Skipped;

/** Another view of a data set. What a view does not change is that of the whole. */
interface DatasetView extends Dataset {
    /** The data set that is viewed. */
    Dataset whole();

    @Override
    default String id() {
        return whole().id();
    }

    @Override
    default List<String> classNames() {
        return whole().classNames();
    }

    @Override
    default List<Sample> samples(Split split) {
        return whole().samples(split);
    }

    @Override
    default List<Skipped> skipped() {
        return whole().skipped();
    }

    @Override
    default List<Note> notes() {
        return whole().notes();
    }

    @Override
    default boolean hasAllLabels() {
        return whole().hasAllLabels();
    }
}
