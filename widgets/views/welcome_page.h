// SPDX-License-Identifier: GPL-3.0-or-later
/// The first page: open, begin, recent files, and an example for each thing the program can show.
#pragma once

#include <QScrollArea>
#include <QStringList>

#include <vector>

#include "widgets/theme.h"

class QLabel;
class QVBoxLayout;

namespace watchglass {

struct ExampleCard {
    QString id, title, promise;
};

class WelcomePage : public QScrollArea
{
    Q_OBJECT
public:
    explicit WelcomePage(const Theme &theme, QWidget *parent = nullptr);
    void setExamples(std::vector<ExampleCard> examples);
    void setRecent(const QStringList &files); ///< newest first

signals:
    void exampleRequested(const QString &id);
    void openRequested();
    void newRequested();
    void recentRequested(const QString &file);
    void serveRequested(); ///< the counter that comes with the program
    void tourRequested();

private:
    QWidget *makeStart();
    QLabel *heading(const QString &text, int step);
    const Theme &m_theme;
    QWidget *m_examples, *m_recent;
    QLabel *m_recentHead;
};

} // namespace watchglass
