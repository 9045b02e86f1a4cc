/** What the S3 engine's process needs beside the engine. */
@NullMarked
package dev.tracedshop.objectstore;

import org.jspecify.annotations.NullMarked;
