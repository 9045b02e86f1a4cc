/**
 * Decides who may do what, by the policies that templates declare, as AWS's Identity and Access Management does within one account. Knows
 * neither templates nor services: policies come in as JSON, questions as a principal, an action and a resource.
 */
@NullMarked
package dev.tracedshop.local.iam;

import org.jspecify.annotations.NullMarked;
