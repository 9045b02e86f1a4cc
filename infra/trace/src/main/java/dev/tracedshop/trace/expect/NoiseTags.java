package dev.tracedshop.trace.expect;

import java.util.Set;

/** The tags that tracer and extension put on every span: they tell spans apart for machines, and nothing to a reader of a finding. */
final class NoiseTags {
    static final Set<String> NAMES = Set.of(
            "account_id",
            "architecture",
            "aws_account",
            "component",
            "dd_extension_version",
            "env",
            "executedversion",
            "function_arn",
            "functionname",
            "init_type",
            "language",
            "memorysize",
            "origin",
            "process_id",
            "region",
            "request_id",
            "resource",
            "runtime",
            "runtime-id",
            "service",
            "span.kind",
            "version");

    private NoiseTags() {}
}
