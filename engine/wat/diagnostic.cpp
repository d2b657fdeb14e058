// SPDX-License-Identifier: Apache-2.0
#include "engine/wat/diagnostic.h"

namespace watchglass::wat {

std::string_view name(Severity severity)
{
    switch (severity) {
    case Severity::Error:
        return "error";
    case Severity::Warning:
        return "warning";
    case Severity::Hint:
        return "hint";
    }
    return "";
}

std::string_view name(DiagnosticSource source)
{
    switch (source) {
    case DiagnosticSource::Syntax:
        return "syntax";
    case DiagnosticSource::Names:
        return "names";
    case DiagnosticSource::Types:
        return "types";
    case DiagnosticSource::OldName:
        return "old-name";
    case DiagnosticSource::Wabt:
        return "wabt";
    }
    return "";
}

} // namespace watchglass::wat
