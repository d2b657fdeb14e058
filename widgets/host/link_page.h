// SPDX-License-Identifier: GPL-3.0-or-later
/// One link of the board: who answers, with what settings, how its circuit breaks, and its faults.
#pragma once

#include <QWidget>

#include <memory>

#include "widgets/host/board_picture.h"
#include "widgets/host/host_wishes.h"
#include "widgets/theme.h"

class QComboBox;
class QLabel;
class QPlainTextEdit;
class QPushButton;
class QSpinBox;

namespace watchglass {

class FaultsForm;
class PageHead;
class SettingsForm;

class LinkPage : public QWidget
{
    Q_OBJECT
public:
    explicit LinkPage(const Theme &theme, QWidget *parent = nullptr);

    /// Everything that may be chosen from, and what was typed for the port before.
    struct Surroundings {
        std::shared_ptr<const BoardPicture> picture;
        std::vector<ExportChoice> exports; ///< of other open documents, that fit
        TypedLink typed;
    };
    /// The same port again keeps what is being typed.
    void setPort(const BoardPort &port, const Surroundings &around);
    /// The functions of a provider that have the type of the import.
    std::vector<std::string> fitting(const std::string &provider) const;
    void enterFaults(); ///< takes the keys to the faults
    void enterTyped();  ///< chooses WAT typed in place, and takes the keys there
    void enterTarget();
    void say(const QString &problem); ///< why the last wish was not fulfilled; empty: it was

signals:
    void linkWanted(const watchglass::LinkWish &wish);
    void unbindWanted(const watchglass::host::LinkKey &key);
    void removeWanted(const watchglass::host::LinkKey &key);
    void faultsWanted(const watchglass::host::LinkKey &key, const std::vector<watchglass::host::Fault> &faults);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    struct Choice {
        QString text;
        LinkWish wish;
    };
    void makeForm();
    std::vector<Choice> choicesFor(const Surroundings &around) const;
    int present(const std::vector<Choice> &choices) const;
    void fill(std::vector<Choice> choices, bool reselect);
    void showChoice();
    void showState();
    void submit();

    const Theme &m_theme;
    BoardPort m_port;
    Surroundings m_around;
    std::vector<Choice> m_choices;
    std::string m_targetShown;
    PageHead *m_head;
    QLabel *m_type, *m_problem, *m_hint;
    QComboBox *m_target;
    SettingsForm *m_settings;
    QPlainTextEdit *m_text;
    QPushButton *m_link, *m_unbind, *m_remove;
    QSpinBox *m_failures, *m_openFor, *m_rate;
    FaultsForm *m_faults;
};

} // namespace watchglass
