/** S3: calls are passed to a real engine, which starts when the first one comes, and what they change is told to whom the template names. */
@NullMarked
package dev.tracedshop.local.s3;

import org.jspecify.annotations.NullMarked;
