// SPDX-License-Identifier: GPL-3.0-or-later
/// The theme files are whole, readable for tired eyes (WCAG 2.1: 4.5 : 1), and every icon named in code is drawn.
#include <QDirIterator>
#include <QFile>
#include <QMetaEnum>
#include <QRegularExpression>
#include <QtTest>

#include <cmath>

#include "widgets/theme.h"

using watchglass::Theme;
using Color = Theme::Color;

namespace {

double linear(double channel)
{
    return channel <= 0.04045 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
}

double luminance(const QColor &c)
{
    return 0.2126 * linear(c.redF()) + 0.7152 * linear(c.greenF()) + 0.0722 * linear(c.blueF());
}

double contrast(const QColor &a, const QColor &b)
{
    const double x = luminance(a), y = luminance(b);
    return (std::max(x, y) + 0.05) / (std::min(x, y) + 0.05);
}

const QList<Color> codeColors = {
    Color::Text,      Color::DimText, Color::Instruction, Color::OldInstruction, Color::Type,        Color::Form,
    Color::Attribute, Color::Number,  Color::String,      Color::Comment,        Color::Function,    Color::Local,
    Color::Parameter, Color::Label,   Color::Global,      Color::Identifier,     Color::Punctuation, Color::Error,
    Color::Warning,   Color::Hint,    Color::LiveValue,   Color::StackHint,
};

/// Which text stands on which ground.
QList<QPair<Color, Color>> pairs()
{
    QList<QPair<Color, Color>> all = {
        {Color::AccentText, Color::Accent},    {Color::TrapText, Color::TrapBox},
        {Color::MarginText, Color::Margin},    {Color::Text, Color::MemoryWritten},
        {Color::Changed, Color::Base},         {Color::Changed, Color::AlternateBase},
        {Color::Text, Color::Selection},       {Color::Good, Color::Base},
        {Color::Good, Color::Window},          {Color::Breakpoint, Color::Margin},
        {Color::BreakpointOff, Color::Margin}, {Color::Arrow, Color::Margin},
        {Color::Text, Color::SearchHit},       {Color::Text, Color::BracketMatch},
        {Color::Text, Color::FlameGuest},      {Color::Text, Color::FlameHost},
        {Color::Text, Color::FlameMark},       {Color::Text, Color::Dearer},
        {Color::Text, Color::Cheaper},
    };
    for (Color text : codeColors)
        for (Color ground : {Color::EditorBase, Color::CurrentLine})
            all.append({text, ground});
    for (Color text : {Color::Text, Color::DimText, Color::Error, Color::Warning, Color::Hint})
        for (Color ground : {Color::Window, Color::Base, Color::AlternateBase})
            all.append({text, ground});
    // The line that runs is read most of all.
    for (Color text : {Color::Text, Color::Instruction, Color::Local, Color::Parameter, Color::Label, Color::Number,
                       Color::LiveValue, Color::StackHint, Color::Punctuation})
        for (Color ground : {Color::ExecutionLine, Color::CallerLine})
            all.append({text, ground});
    return all;
}

} // namespace

class ThemeTest : public QObject
{
    Q_OBJECT
private slots:
    void contrast_data()
    {
        QTest::addColumn<Theme::Scheme>("scheme");
        QTest::addColumn<bool>("safe");
        QTest::newRow("light") << Theme::Scheme::Light << false;
        QTest::newRow("dark") << Theme::Scheme::Dark << false;
        QTest::newRow("light, colour-blind safe") << Theme::Scheme::Light << true;
        QTest::newRow("dark, colour-blind safe") << Theme::Scheme::Dark << true;
    }
    void contrast()
    {
        QFETCH(Theme::Scheme, scheme);
        QFETCH(bool, safe);
        Theme theme;
        theme.setScheme(scheme);
        theme.setColorBlindSafe(safe);
        const QMetaEnum keys = QMetaEnum::fromType<Color>();
        for (int i = 0; i < keys.keyCount(); ++i)
            QVERIFY2(theme.color(Color(keys.value(i))).isValid(), keys.key(i));
        for (const auto &[text, ground] : pairs()) {
            const double ratio = ::contrast(theme.color(text), theme.color(ground));
            QVERIFY2(ratio >= 4.5, qPrintable(QStringLiteral("%1 on %2: %3")
                                                  .arg(QLatin1String(keys.valueToKey(int(text))),
                                                       QLatin1String(keys.valueToKey(int(ground))))
                                                  .arg(ratio)));
        }
    }

    /// WCAG 2.1, 1.4.11: what is no text, yet must be seen.
    void outlinesAndStripes_data() { contrast_data(); }
    void outlinesAndStripes()
    {
        QFETCH(Theme::Scheme, scheme);
        QFETCH(bool, safe);
        Theme theme;
        theme.setScheme(scheme);
        theme.setColorBlindSafe(safe);
        for (const auto &[mark, ground] : {std::pair(Color::Outline, Color::Base),
                                           {Color::Outline, Color::Window},
                                           {Color::Warning, Color::Margin},
                                           {Color::Accent, Color::Margin},
                                           {Color::Heat, Color::Margin},
                                           {Color::Heat, Color::Base},
                                           {Color::Heat, Color::AlternateBase}})
            QVERIFY(::contrast(theme.color(mark), theme.color(ground)) >= 3);
    }

    void schemesDiffer()
    {
        Theme theme;
        QSignalSpy changed(&theme, &Theme::changed);
        const QColor light = theme.color(Color::Base);
        theme.setScheme(Theme::Scheme::Dark);
        QCOMPARE(changed.count(), 1);
        QVERIFY(theme.color(Color::Base).lightness() < light.lightness());
        QCOMPARE(theme.palette().color(QPalette::Base), theme.color(Color::Base));
    }

    void everyIconIsDrawn()
    {
        Theme theme;
        QVERIFY(Theme::iconNames().size() >= 45);
        for (const QString &name : Theme::iconNames()) {
            const QImage image = theme.icon(name).pixmap(32, 32).toImage();
            int inked = 0;
            for (int y = 0; y < image.height(); ++y)
                for (int x = 0; x < image.width(); ++x)
                    inked += qAlpha(image.pixel(x, y)) > 128;
            QVERIFY2(inked > 8, qPrintable(name));
        }
    }

    void everyIconNamedInCodeExists()
    {
        const QStringList names = Theme::iconNames();
        const QRegularExpression use(
            QStringLiteral("(?:\\bicon\\(|\\.icon\\s*=)\\s*(?:QStringLiteral\\(|QLatin1String\\(|u)\"([a-z-]+)\""));
        int seen = 0;
        for (const char *folder : {"/widgets", "/app"}) {
            QDirIterator files(QStringLiteral(WATCHGLASS_SOURCE_DIR) + QLatin1String(folder),
                               {QStringLiteral("*.cpp"), QStringLiteral("*.h")}, QDir::Files,
                               QDirIterator::Subdirectories);
            while (files.hasNext()) {
                QFile file(files.next());
                QVERIFY(file.open(QIODevice::ReadOnly));
                for (auto hits = use.globalMatch(QString::fromUtf8(file.readAll())); hits.hasNext(); ++seen) {
                    const QString name = hits.next().captured(1);
                    QVERIFY2(names.contains(name), qPrintable(file.fileName() + QStringLiteral(": ") + name));
                }
            }
        }
        QVERIFY(seen > 0);
    }
};

QTEST_MAIN(ThemeTest)
#include "theme_test.moc"
