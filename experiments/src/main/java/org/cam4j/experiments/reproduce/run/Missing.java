package org.cam4j.experiments.reproduce.run;

/**
 * Something that a run lacks.
 *
 * @param what in a few words, such as {@code weights/vgg16-imagenet.safetensors} or {@code data set coco/coco-100},
 *     without the path of the data; a table's note says it
 * @param message one line: where it was looked for, and how to get it
 */
public record Missing(String what, String message) {}
