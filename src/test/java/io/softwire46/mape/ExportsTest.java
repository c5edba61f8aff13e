package io.softwire46.mape;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.map.MapRule;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The exported API: it is what the signature file lists, it names no type that is not exported, and it is small.
 */
class ExportsTest {
    private static final Path SIGNATURES = Path.of("src/test/resources/exported-api.txt");
    private static final Path MODULE = Path.of("src/main/java/module-info.java");
    private static final Pattern EXPORT = Pattern.compile("exports ([\\w.]+);");
    private static final String ROOT = "io.softwire46.mape";
    private static final int MAX_TYPES = 75;

    private final Set<String> packages = new TreeSet<>();

    ExportsTest() throws IOException {
        Matcher export = EXPORT.matcher(Files.readString(MODULE));
        while (export.find()) {
            packages.add(export.group(1));
        }
    }

    private List<Class<?>> types() throws Exception {
        Path classes = Compiled.locationOf(MapRule.class);
        List<Class<?>> types = new ArrayList<>();
        for (String name : packages) {
            try (Stream<Path> files = Files.list(classes.resolve(name.replace('.', '/')))) {
                List<String> names = files.map(file -> file.getFileName().toString())
                        .filter(file -> file.endsWith(".class") && !file.startsWith("package-info"))
                        .map(file -> name + "." + file.substring(0, file.length() - ".class".length()))
                        .sorted()
                        .toList();
                for (String type : names) {
                    Class<?> found = Class.forName(type, false, ExportsTest.class.getClassLoader());
                    if (isVisible(found)) {
                        types.add(found);
                    }
                }
            }
        }
        return types;
    }

    private static boolean isVisible(Class<?> type) {
        return Modifier.isPublic(type.getModifiers())
                && !type.isSynthetic()
                && !type.isAnonymousClass()
                && (type.getDeclaringClass() == null || isVisible(type.getDeclaringClass()));
    }

    @Test
    void signaturesAreThoseOfTheFile() throws Exception {
        StringBuilder out = new StringBuilder();
        for (Class<?> type : types()) {
            out.append(declaration(type)).append('\n');
            members(type)
                    .map(ExportsTest::signature)
                    .sorted()
                    .forEach(line -> out.append("    ").append(line).append('\n'));
        }
        Document.check(SIGNATURES, out.toString());
    }

    @Test
    void namesNoTypeThatIsNotExported() throws Exception {
        List<String> wrong = new ArrayList<>();
        for (Class<?> type : types()) {
            Set<Class<?>> named = new HashSet<>();
            collect(type.getGenericSuperclass(), named);
            Stream.of(type.getGenericInterfaces()).forEach(each -> collect(each, named));
            members(type).forEach(member -> named(member, named));
            for (Class<?> other : named) {
                boolean ours = other.getName().startsWith(ROOT);
                boolean hidden = other.isInterface() && !Modifier.isPublic(other.getModifiers());
                if (ours && !hidden && !(packages.contains(other.getPackageName()) && isVisible(other))) {
                    wrong.add(type.getName() + " names " + other.getName());
                }
            }
        }
        assertEquals(List.of(), wrong);
    }

    @Test
    void isSmall() throws Exception {
        long count = types().stream()
                .filter(type -> type.getDeclaringClass() == null)
                .filter(type -> !type.getPackageName().endsWith(".nat")
                        && !type.getPackageName().contains(".operate"))
                .count();
        assertTrue(count <= MAX_TYPES, count + " exported top-level types; the limit is " + MAX_TYPES);
    }

    /** Public and protected members that the type itself declares. */
    private static Stream<Member> members(Class<?> type) {
        return Stream.of(type.getDeclaredFields(), type.getDeclaredConstructors(), type.getDeclaredMethods())
                .flatMap(Arrays::stream)
                .map(Member.class::cast)
                .filter(member ->
                        !member.isSynthetic() && (member.getModifiers() & (Modifier.PUBLIC | Modifier.PROTECTED)) != 0)
                .filter(member ->
                        !Set.of("toString", "hashCode", "equals", "$values").contains(member.getName()));
    }

    private static String declaration(Class<?> type) {
        String kind = type.isRecord() ? "record" : type.isEnum() ? "enum" : type.isInterface() ? "interface" : "class";
        String modifiers = Modifier.isFinal(type.getModifiers()) && !type.isRecord() && !type.isEnum() ? "final " : "";
        String sealed = type.isSealed() ? "sealed " : "";
        String parents =
                Stream.of(type.getGenericInterfaces()).map(ExportsTest::text).collect(Collectors.joining(", "));
        return modifiers + sealed + kind + " " + type.getName().replace('$', '.')
                + (parents.isEmpty() ? "" : " : " + parents);
    }

    private static String signature(Member member) {
        String modifiers =
                Modifier.toString(member.getModifiers() & (Modifier.STATIC | Modifier.PROTECTED | Modifier.ABSTRACT));
        String prefix = modifiers.isEmpty() ? "" : modifiers + " ";
        if (member instanceof Field field) {
            return prefix + text(field.getGenericType()) + " " + field.getName();
        }
        Executable executable = (Executable) member;
        String result = executable instanceof Method method ? text(method.getGenericReturnType()) + " " : "";
        String name = executable instanceof Constructor<?> ? "new" : executable.getName();
        String parameters = Stream.of(executable.getGenericParameterTypes())
                .map(ExportsTest::text)
                .collect(Collectors.joining(", "));
        String thrown = Stream.of(executable.getGenericExceptionTypes())
                .map(ExportsTest::text)
                .collect(Collectors.joining(", "));
        return prefix + result + name + "(" + parameters + ")" + (thrown.isEmpty() ? "" : " throws " + thrown);
    }

    private static String text(Type type) {
        return type.getTypeName().replace('$', '.').replace(ROOT + ".", "").replace("java.lang.", "");
    }

    private static void named(Member member, Set<Class<?>> named) {
        if (member instanceof Field field) {
            collect(field.getGenericType(), named);
            return;
        }
        Executable executable = (Executable) member;
        Stream.of(executable.getGenericParameterTypes()).forEach(each -> collect(each, named));
        Stream.of(executable.getGenericExceptionTypes()).forEach(each -> collect(each, named));
        if (executable instanceof Method method) {
            collect(method.getGenericReturnType(), named);
        }
    }

    private static void collect(Type type, Set<Class<?>> named) {
        if (type instanceof Class<?> single) {
            named.add(single.isArray() ? single.getComponentType() : single);
        } else if (type instanceof ParameterizedType generic) {
            collect(generic.getRawType(), named);
            Stream.of(generic.getActualTypeArguments()).forEach(each -> collect(each, named));
        } else if (type instanceof GenericArrayType array) {
            collect(array.getGenericComponentType(), named);
        } else if (type instanceof WildcardType wildcard) {
            Stream.of(wildcard.getUpperBounds()).forEach(each -> collect(each, named));
            Stream.of(wildcard.getLowerBounds()).forEach(each -> collect(each, named));
        } else if (type instanceof TypeVariable<?> variable) {
            Stream.of(variable.getBounds()).filter(Class.class::isInstance).forEach(each -> collect(each, named));
        }
    }
}
