/* SPDX-License-Identifier: Apache-2.0
 *
 * The counter of counter.wat in C: it answers {"counter":46,"n":17,"language":"C"} with the key-value store's help.
 * Requests and answers are maps in MessagePack, of which it knows as much as it needs.
 *
 *     clang --target=wasm32 -nostdlib -O2 -Wl,--no-entry -o counter.c.wasm counter.c
 */
typedef unsigned char Byte;
typedef unsigned int Size;

#define WAPC(name) __attribute__((import_module("wapc"), import_name(#name))) name

void WAPC(__guest_request)(Byte *operation, Byte *message);
void WAPC(__guest_response)(const Byte *bytes, Size length);
void WAPC(__guest_error)(const char *text, Size length);
int WAPC(__host_call)(const char *binding, Size, const char *capability, Size, const char *operation, Size,
                      const Byte *message, Size);
Size WAPC(__host_response_len)(void);
void WAPC(__host_response)(Byte *into);
Size WAPC(__host_error_len)(void);
void WAPC(__host_error)(char *into);

/* Memory: all of it is new for each call. --------------------------------------------------------------------------- */

extern Byte __heap_base;
static Byte *top;

static Byte *take(Size length)
{
    Byte *const made = top;
    const Size end = (Size)made + length, there = (Size)__builtin_wasm_memory_size(0) << 16;
    if (end > there && __builtin_wasm_memory_grow(0, (end - there + 65535) >> 16) == (unsigned long)-1)
        __builtin_trap();
    top += length;
    return made;
}

/* Reading ----------------------------------------------------------------------------------------------------------- */

static unsigned long long big(const Byte *at, Size bytes)
{
    unsigned long long value = 0;
    while (bytes-- > 0)
        value = value << 8 | *at++;
    return value;
}

struct Text {
    const Byte *at;
    Size length;
};

/* Of another value it has no length. */
static struct Text textAt(const Byte *at)
{
    if ((*at & 0xe0) == 0xa0)
        return (struct Text){at + 1, *at & 31u};
    if (*at >= 0xc4 && *at <= 0xc6)
        return (struct Text){at + 1 + (1u << (*at - 0xc4)), (Size)big(at + 1, 1u << (*at - 0xc4))};
    if (*at >= 0xd9 && *at <= 0xdb)
        return (struct Text){at + 1 + (1u << (*at - 0xd9)), (Size)big(at + 1, 1u << (*at - 0xd9))};
    return (struct Text){at, 0};
}

static const Byte *skip(const Byte *at);

static const Byte *skipMany(const Byte *at, Size count)
{
    while (count-- > 0)
        at = skip(at);
    return at;
}

static const Byte *skip(const Byte *at)
{
    const Byte type = *at;
    const struct Text text = textAt(at++);
    if (text.at != at - 1)
        return text.at + text.length;
    if (type < 0x80 || type >= 0xe0 || (type >= 0xc0 && type <= 0xc3))
        return at;
    if (type < 0x90)
        return skipMany(at, 2 * (type & 15u));
    if (type < 0xa0)
        return skipMany(at, type & 15u);
    switch (type) {
    case 0xca:
        return at + 4;
    case 0xcb:
        return at + 8;
    case 0xdc:
        return skipMany(at + 2, (Size)big(at, 2));
    case 0xde:
        return skipMany(at + 2, 2 * (Size)big(at, 2));
    default:
        if (type >= 0xcc && type <= 0xd3)
            return at + (1u << (type & 3));
        __builtin_trap(); /* nobody sends that */
    }
}

static int same(struct Text text, const char *word)
{
    Size i = 0;
    while (i < text.length && word[i] && text.at[i] == (Byte)word[i])
        ++i;
    return i == text.length && !word[i];
}

/* The value of a field; null when there is none. */
static const Byte *field(const Byte *map, const char *name)
{
    Size count = *map & 15u;
    if (*map == 0xde) {
        count = (Size)big(map + 1, 2);
        map += 2;
    } else if ((*map & 0xf0) != 0x80) {
        return 0;
    }
    for (++map; count > 0; --count) {
        if (same(textAt(map), name))
            return skip(map);
        map = skip(skip(map));
    }
    return 0;
}

static long long number(const Byte *at)
{
    if (*at < 0x80)
        return *at;
    if (*at >= 0xe0)
        return (signed char)*at;
    const Size bytes = 1u << (*at & 3), unused = 64 - 8 * bytes;
    const unsigned long long value = big(at + 1, bytes);
    return *at < 0xd0 ? (long long)value : (long long)(value << unused) >> unused;
}

/* Writing ----------------------------------------------------------------------------------------------------------- */

static Byte *out;

static void put(const char *bytes)
{
    while (*bytes)
        *out++ = (Byte)*bytes++;
}

static void putLength(Byte *at, Size length)
{
    at[0] = (Byte)(length >> 8);
    at[1] = (Byte)length;
}

static void putDecimal(long long value)
{
    char digits[20];
    int count = 0;
    unsigned long long rest = value < 0 ? 0 - (unsigned long long)value : (unsigned long long)value;
    if (value < 0)
        *out++ = '-';
    do
        digits[count++] = (char)('0' + rest % 10);
    while (rest /= 10);
    while (count > 0)
        *out++ = (Byte)digits[--count];
}

/* The actor --------------------------------------------------------------------------------------------------------- */

static int fail(const char *text)
{
    Size length = 0;
    while (text[length])
        ++length;
    __guest_error(text, length);
    return 0;
}

/* Adds 1 to ":hits" for the path "/hits". Null: the error was told. */
static const Byte *add(struct Text path)
{
    Byte *const request = out = take(path.length + 32);
    put("\x82\xa3" "key" "\xdb");
    putLength(out, path.length >> 16);
    putLength(out + 2, path.length);
    out += 4;
    for (Size i = 0; i < path.length; ++i)
        *out++ = path.at[i] == '/' ? ':' : path.at[i];
    put("\xa5" "value" "\x01");
    if (!__host_call("default", 7, "wascc:keyvalue", 14, "Add", 3, request, (Size)(out - request))) {
        const Size length = __host_error_len();
        char *const error = (char *)take(length);
        __host_error(error);
        __guest_error(error, length);
        return 0;
    }
    Byte *const reply = take(__host_response_len() + 1);
    __host_response(reply);
    const Byte *const value = field(reply, "value");
    if (!value)
        fail("the store gave no value");
    return value;
}

/* Of a query that is n= and digits, those digits. */
static struct Text numberOf(struct Text query)
{
    const struct Text none = {query.at, 0}, digits = {query.at + 2, query.length - 2};
    if (query.length < 3 || query.length > 18 || query.at[0] != 'n' || query.at[1] != '=' || query.at[2] == '0')
        return none;
    for (Size i = 0; i < digits.length; ++i)
        if (digits.at[i] < '0' || digits.at[i] > '9')
            return none;
    return digits;
}

__attribute__((export_name("__guest_call"))) int guestCall(Size operationLength, Size messageLength)
{
    top = &__heap_base;
    Byte *const operation = take(operationLength), *const message = take(messageLength + 1);
    __guest_request(operation, message);
    if (!same((struct Text){operation, operationLength}, "HandleRequest"))
        return fail("there is no operation of that name");
    const Byte *const path = field(message, "path"), *const query = field(message, "queryString");
    const Byte *const value = path ? add(textAt(path)) : 0;
    if (!value)
        return path ? 0 : fail("the request has no path");
    const struct Text digits = query ? numberOf(textAt(query)) : (struct Text){message, 0};
    Byte *const answer = out = take(160);
    put("\x84\xaa" "statusCode" "\xcc\xc8\xa6" "status" "\xa2" "OK" "\xa6" "header" "\x80\xa4" "body" "\xc5");
    Byte *const length = out, *const body = out += 2;
    put("{\"counter\":");
    putDecimal(number(value));
    if (digits.length > 0)
        put(",\"n\":");
    for (Size i = 0; i < digits.length; ++i)
        *out++ = digits.at[i];
    put(",\"language\":\"C\"}");
    putLength(length, (Size)(out - body));
    __guest_response(answer, (Size)(out - answer));
    return 1;
}
