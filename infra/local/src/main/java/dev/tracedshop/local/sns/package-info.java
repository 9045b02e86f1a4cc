/** SNS: topics, and who gets what is published to them. */
@NullMarked
package dev.tracedshop.local.sns;

import org.jspecify.annotations.NullMarked;
