// SPDX-License-Identifier: Apache-2.0
#include "engine/host/contracts/contract.h"

namespace watchglass::contracts {

namespace {

std::string_view nameOf(FieldType type)
{
    constexpr std::string_view names[] = {"text",
                                          "bytes",
                                          "flag",
                                          "i32",
                                          "i64",
                                          "u32",
                                          "u64",
                                          "texts",
                                          "texts by name",
                                          "lists of texts by name",
                                          "level",
                                          "name of a level",
                                          "",
                                          "list of ",
                                          "object with an id"};
    return names[size_t(type)];
}

void describeMessage(std::string &text, std::string_view role, const Message *message)
{
    if (!message)
        return;
    text += "- " + std::string(role) + " `" + std::string(message->name) + "`" +
            (message->within.empty() ? "" : ", as member `" + std::string(message->within) + "` of a map") + "\n";
    for (const Field &field : message->fields) {
        const std::string type =
            std::string(nameOf(field.type)) + (field.message ? std::string(field.message->name) : "");
        text += "  - `" + std::string(field.wire.empty() ? field.name : field.wire) + "` " + type +
                (field.need == Field::Required   ? ", required"
                 : field.need == Field::Optional ? ", or nothing"
                                                 : "") +
                ": " + std::string(field.help) + "\n";
    }
}

} // namespace

std::string describe()
{
    std::string text = "# Contracts\n";
    for (const Contract &contract : contracts()) {
        text += "\n## " + std::string(contract.title) + "\n\n" + std::string(contract.help);
        for (size_t i = 0; i < contract.ids.size(); ++i)
            text += (i ? ", `" : " Called `") + std::string(contract.ids[i]) + "`" +
                    (i + 1 == contract.ids.size() ? "." : "");
        text += "\n";
        for (const Operation &operation : contract.operations) {
            text += "\n### " + std::string(operation.name) +
                    (operation.direction == Direction::ToActor ? " (to the actor)" : "") + "\n\n" +
                    std::string(operation.help) + "\n\n";
            describeMessage(text, "takes", operation.request);
            describeMessage(text, "answers", operation.answer);
            for (const Form &form : operation.forms) {
                text += "- also `" + std::string(form.name) + "`" +
                        (form.dialect == Dialect::Interim ? " in the winter of 2020 to 2021" : "") + "\n";
                describeMessage(text, "takes", form.request == operation.request ? nullptr : form.request);
                describeMessage(text, "answers", form.answer == operation.answer ? nullptr : form.answer);
            }
        }
    }
    return text;
}

} // namespace watchglass::contracts
