/** Training and evaluation as jobs of Apache Spark: what is sent to executors, what they send back, and how it is put together. */
@org.jspecify.annotations.NullMarked
package org.cam4j.spark;
