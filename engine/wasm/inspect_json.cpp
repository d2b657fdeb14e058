// SPDX-License-Identifier: Apache-2.0
#include "engine/base/interactive.h"
#include "engine/wasm/describe.h"
#include "engine/wasm/hosts.h"
#include "engine/wasm/inspect.h"
#include "engine/wasm/json_writer.h"
#include "engine/wasm/needs.h"

namespace watchglass::wasm {

namespace {

using namespace detail;

class Inspector
{
public:
    explicit Inspector(const Module &module) : m_module(module), m_names(readNames(module)) {}

    std::string run()
    {
        m_json.beginObject();
        m_json.key("version").number(1);
        m_json.key("name").string(m_names.module);
        m_json.key("size").number(m_module.bytes ? m_module.bytes->size() : 0);
        features();
        sections();
        types();
        imports();
        functions();
        tables();
        memories();
        globals();
        tags();
        exports();
        if (m_module.start)
            m_json.key("start").number(*m_module.start);
        elements();
        data();
        m_json.endObject();
        return m_json.take();
    }

private:
    /// An array of objects, each with its index first; `fill` writes the rest.
    template <typename List, typename Fill>
    void list(const char *name, const List &items, Fill fill)
    {
        m_json.key(name).beginArray();
        for (uint32_t i = 0; i < items.size(); ++i) {
            m_json.beginObject().key("index").number(i);
            fill(items[i], i);
            m_json.endObject();
        }
        m_json.endArray();
    }
    void text(const char *key, std::string_view value) { m_json.key(key).string(value); }
    void number(const char *key, uint64_t value) { m_json.key(key).number(value); }
    void flag(const char *key, bool value) { m_json.key(key).boolean(value); }
    void name(const Names::Map &names, uint32_t index)
    {
        const auto found = names.find(index);
        text("name", found == names.end() ? std::string_view{} : found->second);
    }
    void valTypes(const char *key, const std::vector<ValType> &types)
    {
        m_json.key(key).beginArray();
        for (const ValType &type : types)
            m_json.string(toString(type));
        m_json.endArray();
    }
    void limits(const Limits &limits)
    {
        number("min", limits.min);
        if (limits.max)
            number("max", *limits.max);
        flag("is64", limits.is64);
        flag("shared", limits.shared);
    }

    void features()
    {
        const std::vector<FeatureUse> uses = featureUses(m_module);
        std::vector<Feature> used;
        for (const FeatureUse &use : uses)
            used.push_back(use.feature);
        names("features", used);
        m_json.key("needs").beginArray();
        for (const FeatureUse &use : uses) {
            m_json.beginObject();
            text("feature", featureName(use.feature));
            text("key", featureKey(use.feature));
            text("what", use.what);
            number("offset", use.offset);
            m_json.endObject();
        }
        m_json.endArray();
        hosts(used);
        m_json.key("limits").beginObject();
        for (const Need &need : needs(m_module))
            number(std::string(need.key).c_str(), need.amount);
        m_json.endObject();
    }
    void names(const char *key, const std::vector<Feature> &features)
    {
        m_json.key(key).beginArray();
        for (const Feature feature : features)
            m_json.string(featureName(feature));
        m_json.endArray();
    }
    void hosts(const std::vector<Feature> &features)
    {
        m_json.key("hosts").beginArray();
        for (const HostVerdict &verdict : judgeHosts(features)) {
            m_json.beginObject();
            text("name", verdict.host);
            if (verdict.runs())
                text("since", verdict.since);
            names("lacks", verdict.lacks);
            names("withOption", verdict.asked);
            m_json.endObject();
        }
        m_json.endArray();
    }
    void sections()
    {
        list("sections", m_module.sections, [this](const Section &section, uint32_t) {
            number("id", section.id);
            text("name", section.name);
            number("offset", section.content.begin);
            number("size", section.content.size());
        });
    }
    void types()
    {
        list("types", m_module.types, [this](const SubType &type, uint32_t i) {
            name(m_names.types, i);
            text("kind", kindName(type.kind));
            text("text", describe(type));
            if (type.kind == SubType::Kind::Func) {
                valTypes("params", type.func.params);
                valTypes("results", type.func.results);
            } else {
                m_json.key("fields").beginArray();
                for (const FieldType &field : type.fields) {
                    m_json.beginObject();
                    text("type", toString(field.type));
                    flag("mutable", field.isMutable);
                    m_json.endObject();
                }
                m_json.endArray();
            }
            if (type.super)
                number("super", *type.super);
            flag("final", type.isFinal);
            number("groupStart", type.groupStart);
            number("groupSize", type.groupSize);
        });
    }
    void imports()
    {
        list("imports", m_module.imports, [this](const Import &item, uint32_t) {
            text("module", item.module);
            text("name", item.name);
            text("kind", kindName(item.kind));
            number("item", item.index);
            number("offset", item.offset);
        });
    }
    void functions()
    {
        list("functions", m_module.functions, [this](const Function &f, uint32_t i) {
            text("name", m_names.function(m_module, i));
            number("type", f.type);
            text("signature", describeFunctionType(m_module, f.type));
            flag("imported", f.imported);
            if (f.imported)
                return;
            uint64_t locals = 0;
            for (const LocalRun &run : f.locals)
                locals += run.count;
            number("locals", locals);
            number("offset", f.body.begin);
            number("size", f.body.size());
        });
    }
    void tables()
    {
        list("tables", m_module.tables, [this](const Table &table, uint32_t i) {
            name(m_names.tables, i);
            text("type", toString(table.type.element));
            limits(table.type.limits);
            flag("imported", table.imported);
        });
    }
    void memories()
    {
        list("memories", m_module.memories, [this](const Memory &memory, uint32_t i) {
            name(m_names.memories, i);
            limits(memory.type.limits);
            flag("imported", memory.imported);
        });
    }
    void globals()
    {
        list("globals", m_module.globals, [this](const Global &global, uint32_t i) {
            text("name", m_names.global(m_module, i));
            text("type", toString(global.type.type));
            flag("mutable", global.type.isMutable);
            flag("imported", global.imported);
        });
    }
    void tags()
    {
        list("tags", m_module.tags, [this](const Tag &tag, uint32_t i) {
            name(m_names.tags, i);
            number("type", tag.type.type);
            text("signature", describeFunctionType(m_module, tag.type.type));
            flag("imported", tag.imported);
        });
    }
    void exports()
    {
        list("exports", m_module.exports, [this](const Export &item, uint32_t) {
            text("name", item.name);
            text("kind", kindName(item.kind));
            number("item", item.index);
            number("offset", item.offset);
        });
    }
    void elements()
    {
        list("elements", m_module.elements, [this](const Element &item, uint32_t i) {
            name(m_names.elements, i);
            text("mode", modeName(item.mode));
            text("type", toString(item.type));
            if (item.mode == SegmentMode::Active)
                number("table", item.table);
            number("count", item.functions.size() + item.items.size());
            number("offset", item.at);
        });
    }
    void data()
    {
        list("data", m_module.data, [this](const Data &item, uint32_t i) {
            name(m_names.data, i);
            text("mode", modeName(item.mode));
            if (item.mode == SegmentMode::Active)
                number("memory", item.memory);
            number("size", item.bytes.size());
            number("offset", item.bytes.begin);
        });
    }

    const Module &m_module;
    Names m_names;
    JsonWriter m_json;
};

} // namespace

std::string inspectJson(const Module &module)
{
    longCall("wasm::inspectJson");
    return Inspector(module).run();
}

} // namespace watchglass::wasm
