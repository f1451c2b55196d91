import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.ObjectStreamClass;
import java.io.Serializable;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.MemberRefEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.zip.GZIPInputStream;

/**
 * Lists every class, method and field outside the agent that its classes use and that the lowest Android version does
 * not have: {@code java ApiFloor.java SIGNATURE JAR ALLOWED}. The signature is a file of the animal-sniffer format,
 * ALLOWED a list of lines that were reviewed: they stand behind a check of the version. Ends with 1 when the two lists
 * differ.
 */
public final class ApiFloor {
    private final Map<String, Clazz> floor = new HashMap<>();
    private final Map<String, ClassModel> own = new HashMap<>();
    private final Set<String> missing = new TreeSet<>();

    public static void main(String[] arguments) throws Exception {
        ApiFloor lint = new ApiFloor();
        lint.signature(Path.of(arguments[0]));
        lint.classes(Path.of(arguments[1]));
        lint.own.values().forEach(lint::check);
        Set<String> allowed = new TreeSet<>();
        for (String line : Files.readAllLines(Path.of(arguments[2]))) {
            if (!line.isBlank() && !line.startsWith("#")) {
                allowed.add(line.strip());
            }
        }
        Set<String> fresh = new TreeSet<>(lint.missing);
        fresh.removeAll(allowed);
        Set<String> stale = new TreeSet<>(allowed);
        stale.removeAll(lint.missing);
        fresh.forEach(line -> System.out.println("not in the lowest Android version: " + line));
        stale.forEach(line -> System.out.println("allowed but no longer used: " + line));
        System.out.println(lint.own.size() + " classes, " + lint.missing.size() + " uses above the floor, " + fresh.size()
                + " of them not reviewed");
        System.exit(fresh.isEmpty() && stale.isEmpty() ? 0 : 1);
    }

    private void signature(Path file) throws IOException, ClassNotFoundException {
        try (InputStream in = new GZIPInputStream(new BufferedInputStream(Files.newInputStream(file)));
                ObjectInputStream objects = new ObjectInputStream(in) {
                    @Override
                    protected Class<?> resolveClass(ObjectStreamClass type) throws IOException, ClassNotFoundException {
                        return type.getName().equals("org.codehaus.mojo.animal_sniffer.Clazz")
                                ? Clazz.class
                                : super.resolveClass(type);
                    }
                }) {
            for (Clazz next = (Clazz) objects.readObject(); next != null; next = (Clazz) objects.readObject()) {
                floor.put(next.name, next);
            }
        }
    }

    private void classes(Path file) throws IOException {
        try (JarFile jar = new JarFile(file.toFile())) {
            for (JarEntry entry : jar.stream().toList()) {
                if (entry.getName().endsWith(".class")) {
                    try (InputStream in = jar.getInputStream(entry)) {
                        ClassModel model = ClassFile.of().parse(in.readAllBytes());
                        own.put(model.thisClass().asInternalName(), model);
                    }
                }
            }
        }
    }

    private void check(ClassModel model) {
        for (PoolEntry entry : model.constantPool()) {
            if (entry instanceof ClassEntry type) {
                String name = type.asInternalName();
                while (name.startsWith("[")) {
                    name = name.substring(1);
                }
                if (name.endsWith(";")) {
                    name = name.substring(1, name.length() - 1);
                }
                if (name.length() > 1 && !own.containsKey(name) && !floor.containsKey(name)) {
                    missing.add(name);
                }
            } else if (entry instanceof MemberRefEntry member) {
                String owner = member.owner().asInternalName();
                if (owner.startsWith("[")) {
                    continue;
                }
                String signature = member.name().stringValue() + (member.type().stringValue().startsWith("(")
                        ? member.type().stringValue()
                        : "#" + member.type().stringValue());
                if (known(owner, signature, new HashSet<>()) == Boolean.FALSE) {
                    missing.add(owner + "." + signature);
                }
            }
        }
    }

    /** True or false for what is known, null for a class that is missing as a whole. */
    private Boolean known(String owner, String signature, Set<String> seen) {
        if (!seen.add(owner)) {
            return Boolean.FALSE;
        }
        ClassModel mine = own.get(owner);
        if (mine != null) {
            String name = signature.contains("#") ? signature.substring(0, signature.indexOf('#')) : signature;
            boolean here = mine.methods().stream()
                            .anyMatch(m -> (m.methodName().stringValue() + m.methodType().stringValue()).equals(name))
                    || mine.fields().stream().anyMatch(f -> f.fieldName().stringValue().equals(name));
            if (here) {
                return Boolean.TRUE;
            }
            boolean any = mine.superclass().map(s -> known(s.asInternalName(), signature, seen) != Boolean.FALSE).orElse(false);
            for (ClassEntry type : mine.interfaces()) {
                any |= known(type.asInternalName(), signature, seen) != Boolean.FALSE;
            }
            return any;
        }
        Clazz type = floor.get(owner);
        if (type == null) {
            return null;
        }
        if (type.signatures.contains(signature)) {
            return Boolean.TRUE;
        }
        if (type.superClass != null && Boolean.TRUE.equals(known(type.superClass, signature, seen))) {
            return Boolean.TRUE;
        }
        if (type.superInterfaces != null) {
            for (String parent : type.superInterfaces) {
                if (Boolean.TRUE.equals(known(parent, signature, seen))) {
                    return Boolean.TRUE;
                }
            }
        }
        return !owner.equals("java/lang/Object")
                && Boolean.TRUE.equals(known("java/lang/Object", signature, seen));
    }
}

/** A class in a signature file; name and fields are given by the format. */
final class Clazz implements Serializable {
    private static final long serialVersionUID = 1L;
    String name;
    Set<String> signatures;
    String superClass;
    String[] superInterfaces;
}
