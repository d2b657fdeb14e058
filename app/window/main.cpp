// SPDX-License-Identifier: GPL-3.0-or-later
/// The window program. Options that only print work without a display.
#include <QApplication>
#include <QCommandLineParser>

#include <memory>

#include "app/window/main_window.h"
#include "app/window/tour/tour.h"
#include "engine/base/interactive.h"

using namespace watchglass;

namespace {
void addOptions(QCommandLineParser &parser)
{
    parser.setApplicationDescription(QCoreApplication::translate("main", "A workbench for WebAssembly."));
    parser.addHelpOption();
    parser.addVersionOption();
    parser.addOption(
        {QStringLiteral("tour"),
         QCoreApplication::translate("main", "Play the guided tour, check each of its claims, and leave.")});
    parser.addOption({QStringLiteral("pictures"),
                      QCoreApplication::translate("main", "Where the tour puts its pictures."),
                      QCoreApplication::translate("main", "folder"), QStringLiteral("tour")});
    parser.addPositionalArgument(QStringLiteral("files"),
                                 QCoreApplication::translate("main", "What to open: .wat or .wasm."),
                                 QStringLiteral("[files…]"));
}

bool onlyPrints(int argc, char **argv)
{
    for (int i = 1; i < argc; ++i)
        for (const char *option : {"-h", "--help", "--help-all", "-v", "--version"})
            if (qstrcmp(argv[i], option) == 0)
                return true;
    return false;
}
} // namespace

int main(int argc, char **argv)
{
    QCoreApplication::setApplicationName(QStringLiteral("watchglass"));
    QCoreApplication::setOrganizationName(QStringLiteral("watchglass"));
    QCoreApplication::setApplicationVersion(QStringLiteral(WATCHGLASS_VERSION));
    const std::unique_ptr<QCoreApplication> app(onlyPrints(argc, argv) ? new QCoreApplication(argc, argv)
                                                                       : new QApplication(argc, argv));
    QCommandLineParser parser;
    addOptions(parser);
    parser.process(*app);
    QGuiApplication::setDesktopFileName(QStringLiteral("org.watchglass.Watchglass"));

    if (parser.isSet(QStringLiteral("tour")))
        return playTour(parser.value(QStringLiteral("pictures")));

#ifndef NDEBUG
    declareInteractiveThread([](const Breach &breach) {
        qFatal("%s on the window's thread%s", breach.call,
               breach.milliseconds > 0 ? qPrintable(QStringLiteral(": %1 ms").arg(breach.milliseconds)) : "");
    });
#endif
    MainWindow window;
    window.recover();
    for (const QString &path : parser.positionalArguments())
        window.open(path);
    QObject::connect(&window, &MainWindow::tourRequested, &window, [&window] { startTour(window); });
    window.show();
    return QCoreApplication::exec();
}
