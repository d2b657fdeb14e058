// SPDX-License-Identifier: Apache-2.0
#include <fstream>

#include <nlohmann/json.hpp>

#include "engine/spec/script.h"

namespace watchglass::spec {

namespace {

using Json = nlohmann::json;
using Kind = Command::Kind;
namespace fs = std::filesystem;

constexpr std::pair<const char *, Kind> kinds[] = {{"module_definition", Kind::Definition},
                                                   {"module_instance", Kind::Instance},
                                                   {"module", Kind::Definition},
                                                   {"register", Kind::Register},
                                                   {"action", Kind::Action},
                                                   {"assert_return", Kind::AssertReturn},
                                                   {"assert_trap", Kind::AssertTrap},
                                                   {"assert_exhaustion", Kind::AssertExhaustion},
                                                   {"assert_exception", Kind::AssertException},
                                                   {"assert_malformed", Kind::AssertMalformed},
                                                   {"assert_invalid", Kind::AssertInvalid},
                                                   {"assert_unlinkable", Kind::AssertUnlinkable},
                                                   {"assert_uninstantiable", Kind::AssertUninstantiable}};

class Reader
{
public:
    Reader(const fs::path &file, wat::Assembler &assembler) : m_file(file), m_assembler(assembler) {}

    Script read()
    {
        m_script.file = m_file.string();
        std::ifstream stream(m_file, std::ios::binary);
        if (!stream) {
            m_script.problem = "it cannot be read";
            return std::move(m_script);
        }
        try {
            const Json json = Json::parse(stream);
            if (json.contains("source_filename"))
                m_script.file = json["source_filename"];
            for (const Json &command : json.at("commands"))
                m_decimalBits |= command.at("type") == "module";
            for (const Json &command : json["commands"])
                one(command);
        } catch (const Json::exception &error) {
            m_script.problem = std::string("this is no script in JSON: ") + error.what();
        }
        return std::move(m_script);
    }

private:
    static std::string string(const Json &json, const char *key)
    {
        return json.contains(key) && json[key].is_string() ? json[key].get<std::string>() : std::string();
    }

    void one(const Json &json)
    {
        const std::string type = json.at("type");
        Command command;
        command.line = json.at("line");
        command.name = string(json, "name");
        command.of = string(json, "of");
        command.as = string(json, "as");
        command.text = string(json, "text");
        for (const auto &[name, kind] : kinds)
            if (type == name)
                command.kind = kind;
        if (command.kind == Kind::Wrong)
            command.text = "there is no command " + type, command.kind = Kind::Unjudged;
        if (json.contains("filename"))
            command.source = source(json);
        if (json.contains("action"))
            command.action = action(json["action"]);
        if (command.kind == Kind::AssertReturn)
            for (const Json &value : json.at("expected"))
                command.expected.push_back(pattern(value));
        m_script.commands.push_back(command);
        if (type == "module") {
            command.kind = Kind::Instance;
            command.source = {};
            m_script.commands.push_back(std::move(command));
        }
    }

    ModuleSource source(const Json &json)
    {
        const fs::path path = m_file.parent_path() / json["filename"].get<std::string>();
        std::ifstream stream(path, std::ios::binary);
        if (!stream)
            return {nullptr, {}, path.filename().string() + " cannot be read"};
        std::string bytes{std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
        if (string(json, "module_type") != "text")
            return {std::make_shared<const wasm::Bytes>(bytes.begin(), bytes.end()), {}, {}};
        return assembleModule(m_assembler, bytes);
    }

    Action action(const Json &json)
    {
        Action result;
        result.isGet = json.at("type") == "get";
        result.module = string(json, "module");
        result.field = json.at("field");
        if (json.contains("args"))
            for (const Json &argument : json["args"])
                result.arguments.push_back(valueOf(pattern(argument)));
        return result;
    }

    Pattern pattern(const Json &json)
    {
        const std::string type = json.at("type");
        if (type == "either") {
            Pattern result{Pattern::Kind::Either, {}, {}, {}};
            for (const Json &choice : json.at("values"))
                result.choices.push_back(pattern(choice));
            return result;
        }
        if (type == "v128")
            return vector(json);
        if (type.starts_with("ref.") || type.ends_with("ref"))
            return reference(type, json);
        return number(type, json);
    }

    Pattern number(const std::string &type, const Json &json)
    {
        static const std::map<std::string, wasm::ValType> types = {
            {"i32", wasm::I32}, {"i64", wasm::I64}, {"f32", wasm::F32}, {"f64", wasm::F64}};
        const auto found = types.find(type);
        if (found == types.end())
            throw Json::other_error::create(501, "there is no type " + type, &json);
        const std::string text = json.at("value");
        const auto lane = parseLane(text, m_decimalBits ? bitsOf(found->second, text) : found->second);
        if (!lane)
            throw Json::other_error::create(501, text + " is no " + type, &json);
        return {Pattern::Kind::Number, found->second, {*lane}, {}};
    }

    /// wast2json writes the bits of a float as an integer.
    static wasm::ValType bitsOf(const wasm::ValType &type, const std::string &text)
    {
        if (text.starts_with("nan:"))
            return type;
        return type == wasm::F32 ? wasm::I32 : type == wasm::F64 ? wasm::I64 : type;
    }

    Pattern vector(const Json &json)
    {
        std::string shape = json.at("lane_type");
        if (m_decimalBits) { // "f32": the shape's count is that of the lanes
            const bool nan = std::any_of(json.at("value").begin(), json.at("value").end(),
                                         [](const Json &lane) { return lane.get<std::string>().starts_with("nan:"); });
            shape += "x" + std::to_string(json["value"].size());
            if (!nan)
                shape[0] = 'i';
        }
        const std::vector<std::string> lanes = json.at("value");
        const auto found = m_decimalBits && shape[0] == 'f' ? decimalFloats(shape, lanes) : parseVector(shape, lanes);
        if (!found)
            throw Json::other_error::create(501, "the lanes do not fit " + shape, &json);
        return *found;
    }

    static std::optional<Pattern> decimalFloats(const std::string &shape, const std::vector<std::string> &lanes)
    {
        Pattern result{Pattern::Kind::Number, wasm::V128, {}, {}};
        const wasm::ValType type = shape == "f32x4" ? wasm::F32 : wasm::F64;
        for (const std::string &text : lanes) {
            const auto lane = parseLane(text, bitsOf(type, text));
            if (!lane)
                return {};
            result.lanes.push_back(*lane);
        }
        return result;
    }

    /// "ref.extern", or "externref" as wast2json has it.
    static Pattern reference(const std::string &type, const Json &json)
    {
        using wasm::HeapKind;
        static const std::map<std::string, HeapKind> heaps = {
            {"func", HeapKind::Func},     {"extern", HeapKind::Extern}, {"any", HeapKind::Any},
            {"host", HeapKind::Any},      {"eq", HeapKind::Eq},         {"i31", HeapKind::I31},
            {"struct", HeapKind::Struct}, {"array", HeapKind::Array},   {"exn", HeapKind::Exn}};
        const Json value = json.contains("value") ? json["value"] : Json();
        const Json first = value.is_array() && !value.empty() ? value[0] : value;
        const std::string text = first.is_string() ? first.get<std::string>() : std::string();
        const bool isNull = type == "ref.null" || text == "null";
        std::string heap = type.starts_with("ref.") ? type.substr(4) : type.substr(0, type.size() - 3);
        if (type == "ref.null")
            heap = text;
        const auto found = heaps.find(heap);
        const HeapKind kind = found == heaps.end() ? HeapKind::Any : found->second;
        if (isNull)
            return {Pattern::Kind::Null, wasm::ValType::ref(kind), {}, {}};
        if (text.empty() || kind == HeapKind::Func)
            return {Pattern::Kind::NotNull, wasm::ValType::ref(kind), {}, {}};
        const auto number = parseLane(text, wasm::I64);
        if (!number)
            throw Json::other_error::create(501, text + " is no reference", &json);
        return {Pattern::Kind::Host, wasm::ValType::ref(kind), {*number}, {}};
    }

    const fs::path m_file;
    wat::Assembler &m_assembler;
    Script m_script;
    bool m_decimalBits = false;
};

} // namespace

Script readJsonScript(const fs::path &file, wat::Assembler &assembler)
{
    return Reader(file, assembler).read();
}

} // namespace watchglass::spec
