// SPDX-License-Identifier: GPL-3.0-or-later
/// What the window's tests have in common: a window, and waiting for what its threads bring.
#pragma once

#include <QSettings>
#include <QTest>

#include <gtest/gtest.h>

#include "app/window/main_window.h"
#include "app/window/tabs.h"

namespace watchglass::test {

class WindowTest : public testing::Test
{
protected:
    void SetUp() override
    {
        QSettings().clear();
        window = std::make_unique<MainWindow>();
        window->resize(1280, 800);
        window->show();
        ASSERT_TRUE(QTest::qWaitForWindowExposed(window.get()));
    }
    void TearDown() override
    {
        for (Document *document : window->documents().all())
            document->editor()->setModified(false);
        window->close();
        window.reset();
    }

    bool wait(const std::function<bool()> &done) { return QTest::qWaitFor(done, 20000); }

    Document *openText(const QByteArray &text)
    {
        Document *document = window->documents().newText(QStringLiteral("test.wat"), text);
        window->tabs().show(document);
        EXPECT_TRUE(wait([&] { return document->analysis() && document->assemblyIsCurrent(); }));
        return document;
    }
    /// Null when no tab with it appears.
    Document *openFile(const QString &path)
    {
        window->open(path);
        Document *document = nullptr;
        return wait([&] { return (document = window->documents().findPath(path)) && !document->editor()->loading(); })
                   ? document
                   : nullptr;
    }
    quint32 offsetOf(Document *document, const char *words)
    {
        return quint32(document->editor()->utf8().indexOf(words));
    }

    std::unique_ptr<MainWindow> window;
};

} // namespace watchglass::test
