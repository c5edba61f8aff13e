import java.io.*;
import java.nio.charset.StandardCharsets;
import java.util.*;
import java.util.regex.*;

// Adapter of a MAP-E product for the conformance kit: process protocol 1 on standard input and output. Fill in configure and
// exchange, then remove the entry of "unsupported". Start it with: java Adapter.java
public final class Adapter {
    /** What the product can do. The kit stays inside these limits; docs/conformance-protocol.md explains each field. */
    static final String HELLO = """
            "protocol":1,"name":"example","version":"0","homepage":null,"roles":["br"],"formats":["rfc7597"],\
            "kinds":["prefix","address","shared","oneToOne"],"limits":{"psidOffset":[0,15],"psidLength":[0,16],\
            "eaLength":[0,48],"ipv4PrefixLength":[0,32],"ipv6PrefixLength":[0,128],"eaEnd":128},"options":[],\
            "optionDefaults":{},"as":[],"queries":{},"observes":["packets"],"clock":"real","delivery":"sync",\
            "reset":true,"maxPacket":9000,"maxRules":10000,\
            "unsupported":[{"property":"*","reason":"not implemented yet","url":null}]""";

    /** The fields of each request besides seq and cmd; a request has all of them and no other. */
    static final Map<String, Set<String>> FIELDS = Map.of(
            "hello", Set.of("protocol", "suite"),
            "configure", Set.of("role", "domains", "endUserPrefix", "as"),
            "exchange", Set.of("packets", "until", "quietMillis", "deadlineMillis"),
            "query", Set.of("query"),
            "counters", Set.of(),
            "tick", Set.of("nanos"),
            "reset", Set.of(),
            "bye", Set.of());

    /** Configures the product. "refused":"why" if it finds the rules invalid, "unsupported":"why" if it lacks a feature. */
    static String configure(Map<String, Object> request) {
        System.err.println("domains " + request.get("domains"));
        return "\"ok\":true";
    }

    /** Sends packets to the product and writes what it sends, such as {"side":"ipv6","hex":"60...","cause":0}. */
    static String exchange(Map<String, Object> request) {
        System.err.println("packets " + request.get("packets"));
        return "\"ended\":\"sync\",\"out\":[]";
    }

    public static void main(String[] args) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        boolean ended = false;
        long seq = 1;
        for (String line = in.readLine(); line != null; line = ended ? null : in.readLine()) {
            String result;
            Map<String, Object> request = Map.of();
            try {
                request = request(line, seq);
                result = switch ((String) request.get("cmd")) {
                    case "hello" -> HELLO;
                    case "configure" -> configure(request);
                    case "exchange" -> exchange(request);
                    case "reset", "bye" -> "\"ok\":true";
                    default -> throw new IllegalArgumentException("the request is not declared");
                };
            } catch (RuntimeException e) {
                result = "\"error\":\"" + String.valueOf(e.getMessage()).replaceAll("[^ -~]|[\"\\\\]", "?") + "\"";
            }
            System.out.print("{\"seq\":" + seq++ + "," + result + "}\n");
            System.out.flush();
            ended = "bye".equals(request.get("cmd"));
        }
    }

    private static final String PLAIN = "[^\"\\\\\\x00-\\x1f]*+";
    private static final String STRING =
            "\"" + PLAIN + "(\\\\([\"\\\\/bfnrt]|u[0-9a-fA-F]{4})" + PLAIN + ")*+\"";

    private static String text;
    private static int at; // position of the parser in the text

    /** Reads a request strictly. */
    @SuppressWarnings("unchecked")
    static Map<String, Object> request(String line, long seq) {
        text = line;
        at = 0;
        require(line.startsWith("{"), "the line is not one object");
        Map<String, Object> request = (Map<String, Object>) value(0);
        require(at == text.length(), "the line is not one object");
        Set<String> fields = FIELDS.get(String.valueOf(request.get("cmd")));
        require(fields != null, "cmd is unknown");
        require(Long.valueOf(seq).equals(request.get("seq")), "seq is not " + seq);
        request.keySet().forEach(name ->
                require(fields.contains(name) || List.of("seq", "cmd").contains(name), "unknown field " + name));
        fields.forEach(name -> require(request.containsKey(name), "field " + name + " is missing"));
        return request;
    }

    private static boolean require(boolean condition, String problem) {
        if (!condition) {
            throw new IllegalArgumentException(problem);
        }
        return true;
    }

    /** Parses objects, arrays, strings, Long, Double, Boolean and null. */
    private static Object value(int depth) {
        require(depth < 64, "too many levels");
        if (take("{")) {
            Map<String, Object> fields = new HashMap<>();
            for (boolean more = !take("}"); more; more = !take("}") && expect(",")) {
                String name = string();
                expect(":");
                require(!fields.containsKey(name), "duplicate field " + name);
                fields.put(name, value(depth + 1));
            }
            return fields;
        }
        if (take("[")) {
            List<Object> list = new ArrayList<>();
            for (boolean more = !take("]"); more; more = !take("]") && expect(",")) {
                list.add(value(depth + 1));
            }
            return list;
        }
        if (text.startsWith("\"", at)) {
            return string();
        }
        String word = match("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][-+]?[0-9]+)?|true|false|null");
        if (word.matches("[a-z]+")) {
            return word.equals("null") ? null : Boolean.valueOf(word);
        }
        return word.matches("-?[0-9]{1,18}") ? (Object) Long.valueOf(word) : (Object) Double.valueOf(word);
    }

    private static String string() { // escapes stay: no field of the protocol needs them
        return match(STRING).replaceAll("^\"|\"$", "");
    }

    private static String match(String pattern) {
        Matcher found = Pattern.compile(pattern).matcher(text).region(at, text.length());
        require(found.lookingAt(), "column " + (at + 1) + " is not JSON");
        at = found.end();
        take("");
        return found.group();
    }

    private static boolean expect(String token) {
        return require(take(token), "column " + (at + 1) + ": " + token + " is missing");
    }

    /** Skips a token, and white space around it. */
    private static boolean take(String token) {
        for (; at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0; at++) {}
        boolean found = text.startsWith(token, at);
        at += found ? token.length() : 0;
        return found && (token.isEmpty() || take(""));
    }
}
