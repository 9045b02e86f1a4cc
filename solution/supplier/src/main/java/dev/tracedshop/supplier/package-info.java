/**
 * Holds the supplier of the shop: an HTTP API that quotes products.
 *
 * <p>It stands in for another company. It shares no code with the shop and nothing of its tracing but the W3C Trace
 * Context header that comes with a request.
 */
@NullMarked
package dev.tracedshop.supplier;

import org.jspecify.annotations.NullMarked;
