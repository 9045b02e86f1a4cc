/** What the tests of this module share: small assemblies of their own, a running one, and recorders. */
@NullMarked
package dev.tracedshop.local.testing;

import org.jspecify.annotations.NullMarked;
