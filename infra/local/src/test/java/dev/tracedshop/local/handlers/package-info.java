/** Handlers that run in function processes of the tests. They use nothing but the JDK and Lambda's core library. */
@NullMarked
package dev.tracedshop.local.handlers;

import org.jspecify.annotations.NullMarked;
