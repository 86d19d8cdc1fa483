package org.cam4j.training.internal.torch;

/**
 * A run of elements in a file, which tensors look at.
 *
 * @param key its name in the file
 * @param elements how many elements it has
 * @param start the first of them, where it is itself a part of the storage that the key names
 */
record StorageRef(StorageType type, String key, long elements, long start) {}
