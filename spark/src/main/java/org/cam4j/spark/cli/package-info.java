/** The program {@code cam4j spark}. */
@org.jspecify.annotations.NullMarked
package org.cam4j.spark.cli;
