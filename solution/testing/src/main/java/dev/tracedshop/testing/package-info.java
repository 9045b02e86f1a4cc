/** Lambda and AWS's services as a function meets them, for tests. */
@NullMarked
package dev.tracedshop.testing;

import org.jspecify.annotations.NullMarked;
