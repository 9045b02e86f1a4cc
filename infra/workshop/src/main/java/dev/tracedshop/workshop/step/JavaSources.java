package dev.tracedshop.workshop.step;

import dev.tracedshop.workshop.WorkshopException;
import dev.tracedshop.workshop.build.Checkout;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Compiles a few source files in this process: a check must not wait for a build. */
public final class JavaSources {
    private JavaSources() {}

    /**
     * Compiles sources into a directory, which is emptied first.
     *
     * @param root what the sources' paths are told relative to
     * @param classPath what they may use
     * @throws WorkshopException with every error, its file and line, when they do not compile
     */
    public static void compile(Path root, List<Path> sources, List<Path> classPath, Path target) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        if (compiler == null) {
            throw WorkshopException.setup(
                    "This Java has no compiler: install a JDK, not a JRE; ./workshop doctor tells more.");
        }
        Checkout.delete(target);
        Checkout.made(target);
        if (sources.isEmpty()) {
            return;
        }
        DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
        try (StandardJavaFileManager files =
                compiler.getStandardFileManager(diagnostics, Locale.ENGLISH, StandardCharsets.UTF_8)) {
            List<String> options = List.of(
                    "--release",
                    "17",
                    "-proc:none",
                    "-parameters",
                    "-g",
                    "-cp",
                    classPath.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)),
                    "-d",
                    target.toString());
            boolean compiled = compiler.getTask(
                            null, files, diagnostics, options, null, files.getJavaFileObjectsFromPaths(sources))
                    .call();
            if (!compiled) {
                throw WorkshopException.setup(diagnostics.getDiagnostics().stream()
                        .filter(diagnostic -> diagnostic.getKind() == Diagnostic.Kind.ERROR)
                        .map(diagnostic -> text(root, diagnostic))
                        .collect(Collectors.joining(
                                "\n",
                                "This does not compile yet, so there is no trace to judge:\n",
                                "\nMend it and check again.")));
            }
        } catch (IOException e) {
            throw WorkshopException.setup("Cannot compile " + sources + ": " + e.getMessage());
        }
    }

    private static String text(Path root, Diagnostic<? extends JavaFileObject> diagnostic) {
        JavaFileObject source = diagnostic.getSource();
        String file =
                source == null ? "?" : root.relativize(Path.of(source.toUri())).toString();
        String message = diagnostic.getMessage(Locale.ENGLISH).strip().replace("\n", "\n      ");
        return "  " + file + ":" + diagnostic.getLineNumber() + ": " + message;
    }
}
