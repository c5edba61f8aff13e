/* Adapter of a MAP-E product for the conformance kit: process protocol 1 on standard input and output.
   Fill in configure and exchange, then remove the entry of "unsupported". Build: cc -o adapter adapter.c */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_LINE = 4 << 20, MAX_FIELDS = 64, MAX_DEPTH = 64 };

/* What the product can do. The kit stays inside these limits; docs/conformance-protocol.md explains each field. */
static const char HELLO[] =
    "\"protocol\":1,\"name\":\"example\",\"version\":\"0\",\"homepage\":null,\"roles\":[\"br\"],\"formats\":[\"rfc7597\"],"
    "\"kinds\":[\"prefix\",\"address\",\"shared\",\"oneToOne\"],\"limits\":{\"psidOffset\":[0,15],\"psidLength\":[0,16],"
    "\"eaLength\":[0,48],\"ipv4PrefixLength\":[0,32],\"ipv6PrefixLength\":[0,128],\"eaEnd\":128},\"options\":[],"
    "\"optionDefaults\":{},\"as\":[],\"queries\":{},\"observes\":[\"packets\"],\"clock\":\"real\",\"delivery\":\"sync\","
    "\"reset\":true,\"maxPacket\":9000,\"maxRules\":10000,"
    "\"unsupported\":[{\"property\":\"*\",\"reason\":\"not implemented yet\",\"url\":null}]";

/* The fields of each request besides seq and cmd; a request has all of them and no other. */
static const char *const FIELDS[][6] = {
    {"\"hello\"", "\"protocol\"", "\"suite\""},
    {"\"configure\"", "\"role\"", "\"domains\"", "\"endUserPrefix\"", "\"as\""},
    {"\"exchange\"", "\"packets\"", "\"until\"", "\"quietMillis\"", "\"deadlineMillis\""},
    {"\"query\"", "\"query\""}, {"\"counters\""}, {"\"tick\"", "\"nanos\""}, {"\"reset\""}, {"\"bye\""}};

struct text { const char *from; size_t length; };
struct object { int count; struct text name[MAX_FIELDS], value[MAX_FIELDS]; };

static const char *at, *problem; /* the parser's position, and the first problem */

static int fail(const char *what) { problem = problem ? problem : what; return 0; }
static int equal(struct text a, struct text b) { return a.length == b.length && !memcmp(a.from, b.from, a.length); }
static int same(struct text a, const char *b) { return equal(a, (struct text){b, strlen(b)}); }

static int take(char token) {
    int found = *at == token;
    at += found + strspn(at + found, " \t\r\n");
    return found;
}

static int parse_string(void) {
    if (*at != '"') return fail("a string is missing");
    for (at++; *at != '"'; at++) {
        if ((unsigned char)*at < ' ') return fail("a string has no end");
        if (*at != '\\') continue;
        at++;
        if (*at == 'u' && strspn(at + 1, "0123456789abcdefABCDEF") >= 4) at += 4;
        else if (!*at || !strchr("\"\\/bfnrt", *at)) return fail("an escape is malformed");
    }
    return take('"');
}

static int digits(void) {
    const char *from = at;
    return (at += strspn(at, "0123456789")) > from || fail("a value is malformed");
}
static int parse_number(void) {
    at += *at == '-';
    if (*at == '0' ? !at++ : !digits()) return 0;
    if (*at == '.' && (at++, !digits())) return 0;
    if ((*at == 'e' || *at == 'E') && (at++, at += *at == '+' || *at == '-', !digits())) return 0;
    return !take('\1');
}

static int parse_object(int depth, struct object *object);
static int parse_value(int depth) {
    static const char *const words[] = {"true", "false", "null"};
    struct object inside;
    if (depth > MAX_DEPTH) return fail("too many levels");
    if (*at == '{') return parse_object(depth, &inside);
    if (*at == '"') return parse_string();
    if (take('[')) {
        if (take(']')) return 1;
        do if (!parse_value(depth + 1)) return 0; while (take(','));
        return take(']') || fail("] is missing");
    }
    for (int i = 0; i < 3; i++)
        if (!strncmp(at, words[i], strlen(words[i]))) return at += strlen(words[i]), !take('\1');
    return parse_number();
}

static struct text since(const char *from) {
    struct text text = {from, (size_t)(at - from)};
    while (strchr(" \t\r\n", from[text.length - 1])) text.length--;
    return text;
}
static int parse_object(int depth, struct object *object) {
    object->count = 0;
    if (!take('{')) return fail("an object is missing");
    if (take('}')) return 1;
    do {
        const char *from = at;
        int n = object->count;
        if (n == MAX_FIELDS) return fail("too many fields");
        if (!parse_string()) return 0;
        object->name[n] = since(from);
        for (int i = 0; i < n; i++)
            if (equal(object->name[i], object->name[n])) return fail("duplicate field");
        from = (take(':') || fail(": is missing")) ? at : NULL;
        if (!from || !parse_value(depth + 1)) return 0;
        object->value[n] = since(from);
        object->count++;
    } while (take(','));
    return take('}') || fail("} is missing");
}

static struct text field(const struct object *object, const char *name) {
    for (int i = 0; i < object->count; i++)
        if (same(object->name[i], name)) return object->value[i];
    return (struct text){"", 0};
}

/* Returns the row of FIELDS of a valid request, -1 after a problem. */
static int read_request(const char *line, long seq, struct object *request) {
    int row = 0, rows = sizeof FIELDS / sizeof *FIELDS, expected = 2;
    at = line, problem = NULL;
    if (!parse_object(0, request) || *at) return fail("the line is not one object") - 1;
    while (row < rows && !same(field(request, "\"cmd\""), FIELDS[row][0])) row++;
    if (row == rows) return fail("cmd is unknown") - 1;
    for (int i = 1; i < 6 && FIELDS[row][i]; i++, expected++)
        if (!field(request, FIELDS[row][i]).length) return fail("a field is missing") - 1;
    if (request->count != expected) return fail("unknown field") - 1;
    return strtol(field(request, "\"seq\"").from, NULL, 10) == seq ? row : fail("seq is wrong") - 1;
}

/* Configures the product: "refused":"why" if it finds the rules invalid, "unsupported":"why" if it lacks a feature. */
static const char *configure(const struct object *request) {
    fprintf(stderr, "domains of %zu octets\n", field(request, "\"domains\"").length);
    return "\"ok\":true";
}

/* Sends packets to the product; "out" is what it sends, such as {"side":"ipv6","hex":"60...","cause":0}. */
static const char *exchange(const struct object *request) {
    fprintf(stderr, "packets of %zu octets\n", field(request, "\"packets\"").length);
    return "\"ended\":\"sync\",\"out\":[]";
}

int main(void) {
    static char line[MAX_LINE + 2];
    static struct object request;
    for (long seq = 1; fgets(line, sizeof line, stdin); seq++) {
        line[strcspn(line, "\n")] = 0;
        int row = read_request(line, seq, &request);
        const char *answer = row == 0 ? HELLO : row == 1 ? configure(&request) : row == 2 ? exchange(&request) : "\"ok\":true";
        if (row >= 3 && row <= 5) fail("the request is not declared");
        printf(problem ? "{\"seq\":%ld,\"error\":\"%s\"}\n" : "{\"seq\":%ld,%s}\n", seq, problem ? problem : answer);
        fflush(stdout);
        if (row == 7) break;
    }
    return 0;
}
