/** DynamoDB Streams: the API as AWS's clients see it, and readers that know when a table was written to. */
@NullMarked
package dev.tracedshop.local.streams;

import org.jspecify.annotations.NullMarked;
