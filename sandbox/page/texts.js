/** The page's own words in Vietnamese and English; the language is that of the person one plays. */

const WORDS = {
  en: {
    youAre: "You are",
    chats: "Chats",
    people: "People",
    bot: "bot",
    members: "{n} members",
    you: "You",
    photo: "Photo",
    album: "Album",
    video: "Video",
    voice: "Voice message",
    audio: "Audio",
    file: "File",
    sticker: "Sticker",
    animation: "GIF",
    edited: "edited",
    silent: "Came without a sound",
    whisper: "Only you can see this",
    message: "Message",
    caption: "Add a caption…",
    send: "Send",
    record: "Record a voice message",
    recording: "Recording…",
    noMicrophone: "There is no microphone to use. Allow it for this page, or attach a sound file.",
    tooShort: "That was too short for a voice message",
    notPhoto: "“{name}” is no picture that can be shown. Send it as a file?",
    notShape: "“{name}” is too long and narrow for a photo. Send it as a file?",
    notAudio: "“{name}” is no sound that can be played. Send it as a file?",
    notVideo: "“{name}” is no film that can be played. Send it as a file?",
    notVoice: "“{name}” holds no voice that can be heard. Send it as a file?",
    emptyFile: "“{name}” is empty and cannot be sent",
    bigFile: "“{name}” is too big: a file has at most 50 MB",
    attach: "Attach files",
    menu: "Menu",
    reply: "Reply",
    edit: "Edit",
    copy: "Copy text",
    copied: "Copied",
    replyTo: "Reply to {name}",
    editing: "Edit message",
    cancel: "Cancel",
    save: "Save",
    asFile: "Send as file",
    remove: "Remove {name}",
    dropHere: "Drop pictures here",
    start: "Start",
    emptyChat: "No messages here yet",
    today: "Today",
    yesterday: "Yesterday",
    whatCanItDo: "What can this bot do?",
    describe: "Describe a picture in your own words, or send a photo and say what to change.",
    typing: "typing",
    uploadPhoto: "sending a photo",
    uploadVideo: "sending a video",
    uploadFile: "sending a file",
    recordVoice: "recording",
    connecting: "Connecting…",
    back: "Back to chats",
    toBottom: "Newest messages",
    unread: "{n} unread",
    deleted: "Deleted message",
    sandbox: "Sandbox",
    sandboxLine: "this machine only, play money",
    tools: "Tools",
    theme: "Theme",
    themeAuto: "Theme: system",
    themeLight: "Theme: light",
    themeDark: "Theme: dark",
    slow: "Slow gateways",
    slowHint: "each picture takes 20 s",
    refuse: "Refuse every prompt",
    refuseHint: "as content rules would",
    fail: "Fail next request",
    failHint: "the next gateway call answers 500",
    limits: "Telegram's flood limits",
    limitsHint: "429 with retry_after",
    reset: "Reset everything",
    resetHint: "as at the first start",
    resetAsk: "Delete all chats, files and counters of this sandbox?",
    done: "Done",
    armed: "The next gateway call will fail",
    close: "Close",
    next: "Next",
    previous: "Previous",
    download: "Download",
    zoomIn: "Zoom in",
    zoomOut: "Zoom out",
    ok: "OK",
    viewer: "Picture viewer",
    spoiler: "Hidden text, show it",
    openLink: "Open this link?",
    open: "Open",
    notHere: "Not part of the sandbox",
    noAnswer: "The bot did not answer this button",
    failed: "That did not work: {why}",
    pasteCommand: "Put /{name} into the message",
    commands: "Commands",
    forwarded: "Forwarded from {name}",
    via: "via @{name}",
    inlineResults: "Results of {name}",
    history: "Messages",
    joined: "{name} joined the group",
    left: "{name} left the group",
    renamed: "{name} changed the group name to “{title}”",
    pinned: "{name} pinned a message",
    created: "{name} created the group “{title}”",
    migrated: "The group became a supergroup",
    topic: "Topic “{title}” was created",
    paid: "Payment: {sum}",
    other: "A message this page cannot show ({kind})",
    openPhoto: "Photo, open",
    pickChat: "Pick a chat",
    toolsHint: "Make things go wrong",
    messageActions: "Message actions",
    moreLines: "Show more",
  },
  vi: {
    youAre: "Bạn là",
    chats: "Trò chuyện",
    people: "Mọi người",
    bot: "bot",
    members: "{n} thành viên",
    you: "Bạn",
    photo: "Ảnh",
    album: "Album",
    video: "Video",
    voice: "Tin nhắn thoại",
    audio: "Âm thanh",
    file: "Tệp",
    sticker: "Nhãn dán",
    animation: "GIF",
    edited: "đã sửa",
    silent: "Gửi không báo chuông",
    whisper: "Chỉ bạn thấy tin này",
    message: "Tin nhắn",
    caption: "Thêm chú thích…",
    send: "Gửi",
    record: "Ghi tin nhắn thoại",
    recording: "Đang ghi âm…",
    noMicrophone: "Không dùng được micro. Hãy cho phép trang này dùng micro, hoặc đính kèm tệp âm thanh.",
    tooShort: "Ngắn quá, chưa thành tin nhắn thoại",
    notPhoto: "“{name}” không phải là ảnh xem được. Gửi dạng tệp?",
    notShape: "“{name}” quá dài và hẹp để gửi dạng ảnh. Gửi dạng tệp?",
    notAudio: "“{name}” không phải là âm thanh nghe được. Gửi dạng tệp?",
    notVideo: "“{name}” không phải là video xem được. Gửi dạng tệp?",
    notVoice: "“{name}” không có giọng nói nghe được. Gửi dạng tệp?",
    emptyFile: "“{name}” là tệp rỗng, không gửi được",
    bigFile: "“{name}” quá lớn: mỗi tệp nhiều nhất 50 MB",
    attach: "Đính kèm tệp",
    menu: "Menu",
    reply: "Trả lời",
    edit: "Sửa",
    copy: "Sao chép",
    copied: "Đã sao chép",
    replyTo: "Trả lời {name}",
    editing: "Sửa tin nhắn",
    cancel: "Hủy",
    save: "Lưu",
    asFile: "Gửi dạng tệp",
    remove: "Bỏ {name}",
    dropHere: "Thả ảnh vào đây",
    start: "Bắt đầu",
    emptyChat: "Chưa có tin nhắn nào",
    today: "Hôm nay",
    yesterday: "Hôm qua",
    whatCanItDo: "Bot này làm được gì?",
    describe: "Hãy tả bức ảnh bạn muốn, hoặc gửi một tấm ảnh và nói cần sửa gì.",
    typing: "đang nhập",
    uploadPhoto: "đang gửi ảnh",
    uploadVideo: "đang gửi video",
    uploadFile: "đang gửi tệp",
    recordVoice: "đang ghi âm",
    connecting: "Đang kết nối…",
    back: "Về danh sách",
    toBottom: "Tin mới nhất",
    unread: "{n} tin chưa đọc",
    deleted: "Tin nhắn đã xóa",
    sandbox: "Sandbox",
    sandboxLine: "chỉ trên máy này, tiền chơi",
    tools: "Công cụ",
    theme: "Giao diện",
    themeAuto: "Giao diện: theo máy",
    themeLight: "Giao diện: sáng",
    themeDark: "Giao diện: tối",
    slow: "Cổng chạy chậm",
    slowHint: "mỗi ảnh mất 20 giây",
    refuse: "Từ chối mọi yêu cầu",
    refuseHint: "như khi vi phạm nội dung",
    fail: "Làm hỏng lần gọi tới",
    failHint: "cổng sẽ trả lời 500 một lần",
    limits: "Giới hạn của Telegram",
    limitsHint: "429 kèm retry_after",
    reset: "Làm lại từ đầu",
    resetHint: "như lần chạy đầu tiên",
    resetAsk: "Xóa mọi trò chuyện, tệp và bộ đếm của sandbox này?",
    done: "Xong",
    armed: "Lần gọi cổng tiếp theo sẽ hỏng",
    close: "Đóng",
    next: "Tiếp",
    previous: "Trước",
    download: "Tải về",
    zoomIn: "Phóng to",
    zoomOut: "Thu nhỏ",
    ok: "OK",
    viewer: "Xem ảnh",
    spoiler: "Chữ bị che, bấm để xem",
    openLink: "Mở liên kết này?",
    open: "Mở",
    notHere: "Sandbox không có phần này",
    noAnswer: "Bot chưa trả lời nút này",
    failed: "Không được: {why}",
    pasteCommand: "Chép /{name} vào ô nhập",
    commands: "Các lệnh",
    forwarded: "Chuyển tiếp từ {name}",
    via: "qua @{name}",
    inlineResults: "Kết quả của {name}",
    history: "Tin nhắn",
    joined: "{name} đã vào nhóm",
    left: "{name} đã rời nhóm",
    renamed: "{name} đổi tên nhóm thành “{title}”",
    pinned: "{name} đã ghim một tin nhắn",
    created: "{name} đã tạo nhóm “{title}”",
    migrated: "Nhóm đã thành siêu nhóm",
    topic: "Đã tạo chủ đề “{title}”",
    paid: "Thanh toán: {sum}",
    other: "Tin nhắn không hiển thị được ở đây ({kind})",
    openPhoto: "Ảnh, mở",
    pickChat: "Chọn một cuộc trò chuyện",
    toolsHint: "Thử khi có sự cố",
    messageActions: "Thao tác với tin nhắn",
    moreLines: "Xem thêm",
  },
};

let language = "en";

export function setLanguage(code) {
  language = (code ?? "en").startsWith("vi") ? "vi" : "en";
  document.documentElement.lang = language;
}

export const getLanguage = () => language;

/** The sentence for `key` with `{names}` filled in. */
export function t(key, values = {}) {
  return WORDS[language][key].replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}

const locale = () => (language === "vi" ? "vi-VN" : "en-GB");

export const timeOf = (seconds) =>
  new Date(seconds * 1000).toLocaleTimeString(locale(), { hour: "2-digit", minute: "2-digit", hour12: false });

const dayNumber = (date) => Math.floor((date.getTime() - date.getTimezoneOffset() * 60000) / 86400000);

/** "Today", "Yesterday", "12 March" or "12 March 2025". */
export function dayOf(seconds) {
  const date = new Date(seconds * 1000);
  const now = new Date();
  const age = dayNumber(now) - dayNumber(date);
  if (age === 0) return t("today");
  if (age === 1) return t("yesterday");
  const year = date.getFullYear() === now.getFullYear() ? undefined : "numeric";
  return date.toLocaleDateString(locale(), { day: "numeric", month: "long", year });
}

/** What the chat list shows: the time today, the weekday this week, else the date. */
export function shortDate(seconds) {
  const date = new Date(seconds * 1000);
  const age = dayNumber(new Date()) - dayNumber(date);
  if (age === 0) return timeOf(seconds);
  if (age < 7) return date.toLocaleDateString(locale(), { weekday: "short" });
  return date.toLocaleDateString(locale(), { day: "2-digit", month: "2-digit", year: "2-digit" });
}

export function sizeOf(bytes) {
  if (bytes === undefined) return "";
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 * 1024) return `${(bytes / 1024).toFixed(1)} KB`;
  return `${(bytes / 1048576).toFixed(1)} MB`;
}

export const durationOf = (seconds = 0) =>
  `${Math.floor(seconds / 60)}:${String(Math.round(seconds) % 60).padStart(2, "0")}`;
