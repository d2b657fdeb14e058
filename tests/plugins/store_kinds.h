// SPDX-License-Identifier: Apache-2.0
/// Every backend of key-value, empty: tests that all have to pass.
#pragma once

#include "tests/plugins/backend.h"
#include "tests/plugins/folder.h"

namespace watchglass {

class AnyStore : public testing::TestWithParam<PluginAndCodec>
{
protected:
    void SetUp() override;

    /// What leads another link to the same content.
    std::map<std::string, std::string> settings;
    Folder folder;
    std::unique_ptr<Linked> store;
};

} // namespace watchglass
