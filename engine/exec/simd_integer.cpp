// SPDX-License-Identifier: Apache-2.0
#include "engine/exec/access.h"
namespace watchglass::exec {
EvaluateForm simdIntegerForm(Op)
{
    return {};
}
EvaluateForm simdFloatForm(Op)
{
    return {};
}
AccessForm simdAccessForm(Op)
{
    return {};
}
} // namespace watchglass::exec
