### Mọi lời bot nói bằng tiếng Việt. Ngắn, thân thiện, không quá hai dòng nếu không được hỏi thêm.

language-name = Tiếng Việt
-money = ₫
# The end of what names a price; 0: it costs nothing.
price-tail = { $price ->
    [0] { "" }
    *[other] { " " }· { NUMBER($price) } { -money }
}

start =
    Chào { $name }! Viết điều bạn muốn vẽ nhé.
    Mình còn sửa ảnh, làm video, hát: /help
start-group =
    Cả nhà viết @{ $me } và điều muốn vẽ,
    trả lời ảnh của bot để sửa. /help
about-short = Ảnh, video, giọng đọc và bài hát từ lời và ảnh của bạn.
about-long = Hãy viết điều bạn muốn thấy, mình sẽ vẽ thành ảnh. Gửi ảnh kèm chú thích, mình sẽ sửa theo ý bạn. Mình còn làm video, giọng đọc và bài hát.
help-options = Tùy chọn đặt ở đâu cũng được:
help-ar = <code>--ar 16:9</code> tỉ lệ
help-n = <code>--n 4</code> số ảnh
help-size = <code>--size 2K</code> cỡ
help-seconds = <code>--seconds 8</code> số giây
help-model = <code>--model</code> (xem /models)

card-painting = { $work ->
    [film] 🎬 Đang quay…
    [sound] 🎧 Đang thu âm…
    [words] ✍️ Đang viết…
    *[picture] 🎨 Đang vẽ…
}{ $seconds ->
    [0] { "" }
    *[other] { " " }thường mất { $seconds } giây
}
card-percent = { $work ->
    [film] 🎬
    [sound] 🎧
    [words] ✍️
    *[picture] 🎨
} { $bar } { $percent }%
card-starting = { $work ->
    [film] 🎬
    [sound] 🎧
    [words] ✍️
    *[picture] 🎨
} Được rồi, bắt đầu ngay…
card-early = 👌 Mình nhận được rồi! Chờ chút nhé…
early-below = Bạn xem bên dưới nhé ↓
card-here = 🎨 Ảnh sắp tới…
card-first = 🎉 Bức đầu tiên của bạn!
card-below = 🎨 Đây rồi, ở bên dưới ↓
card-next = ⏳ Sắp đến lượt bạn
card-line = ⏳ Xếp thứ { $place }{ $unit ->
    [seconds] , khoảng { $wait } giây
    [minutes] , khoảng { $wait } phút
    *[none] { "" }
}
card-lasting = { $text } · { $minutes } phút
card-unreachable = 📭 Đã xong. Bạn chưa thấy ở đây? { $place ->
    [group] Cho mình gửi tệp, rồi viết /start nhé.
    *[private] Viết /start nhé.
}
card-unclear = 🔎 Mình chưa nhận được kết quả, đang hỏi lại. Chỉ khi có kết quả bạn mới mất tiền.
button-cancel = Hủy
button-again = 🔁 Làm lại{ price-tail }
button-retry = 🔁 Thử lại{ price-tail }
button-instead = Dùng { $model }{ price-tail }

caption-of-words = <i>{ $facts }</i>
caption =
    { $prompt }
    <i>{ $facts }</i>
caption-model = { $model }
caption-price = { NUMBER($price) } { -money }
caption-left = còn { $left } lượt
caption-fewer = chỉ được { $got }/{ $asked } ảnh
caption-steps = { $first }–{ $last }: { NUMBER($price) } { -money }
caption-one-of = ảnh { $number }/{ $count }
caption-original = tệp gốc

end-refused = 🚫 Dịch vụ AI không cho phép nội dung này. Bạn không mất tiền – tả khác đi nhé.
end-invalid = ⚠️ Dịch vụ AI không nhận lời này. Bạn không mất tiền – đổi lời hoặc /models nhé.
end-picture-bad = 🖼 Mình không đọc được ảnh này. Bạn không mất tiền – gửi lại dạng ảnh thường nhé.
end-picture-gone = 🖼 Mình không tải được tệp đó. Bạn không mất tiền – gửi lại giúp mình nhé.
end-exhausted = 😴 Dịch vụ AI đang quá tải. Bạn không mất tiền – lát nữa thử lại nhé.
end-broken = 💔 Dịch vụ AI bị lỗi lần này. Bạn không mất tiền – thử lại nhé. (Mã { $reference })
end-unshowable = 📦 Đã xong nhưng Telegram không nhận tệp. Bạn không mất tiền. (Mã { $reference })
end-unclear = 🔎 Dịch vụ AI đang lỗi. Bạn không mất tiền – thử lại nhé. (Mã { $reference })
end-interrupted = 🔎 Mình bị dừng giữa chừng. Bạn không mất tiền – thử lại nhé. (Mã { $reference })
end-expired = ⌛ Chờ quá lâu nên mình đã dừng. Bạn không mất tiền – thử lại nhé. (Mã { $reference })
end-cancelled = ✋ Đã dừng. Bạn không mất tiền.

ask-prompt = Bạn muốn vẽ gì? Ví dụ: <code>/imagine cánh diều đỏ trên đồng lúa</code>
ask-edit = Bạn muốn đổi gì? Cứ nhắn mình{ price-tail }, ví dụ “chuyển thành ban đêm”.
prompt-too-long = Dài quá: nhiều nhất { NUMBER($most) } ký tự. Bạn tả ngắn lại giúp mình nhé.
option-unknown = Mình không biết { $option }. { $nearest ->
    [none] Có: <code>--ar --n --size --style --model</code>
    *[other] Ý bạn là { $nearest }?
}
option-bad = { $option } { $value } chưa đúng. Hãy viết như: <code>{ $example }</code>
option-twice = { $option } xuất hiện hai lần; một lần là đủ.
model-unknown = Không có mô hình “{ $name }”. { $nearest ->
    [none] Xem /models.
    *[other] Ý bạn là { $nearest }?
}
model-none = Chưa có mô hình nào được bật. Chủ bot cần bật ít nhất một cổng vẽ.
model-off = { $model } đang tạm nghỉ{ $minutes ->
    [0] { "" }
    *[other] , { $minutes } phút nữa làm lại
}. Mô hình khác: /models
model-no-edit = { $other ->
    [none] { $model } chỉ làm từ lời: bạn gửi lời không kèm ảnh nhé.
    *[other] { $model } không sửa ảnh được. Mô hình sửa được: <code>--model { $other }</code>
}
model-edit-only = { $model } chỉ sửa ảnh: hãy gửi ảnh kèm lời.
model-references = { $model } nhận nhiều nhất { $most } ảnh; bạn gửi { $sent } ảnh.
model-ratio = { $list ->
    [none] { $model } tự chọn tỉ lệ. Hãy bỏ --ar, hoặc chọn mô hình khác: /models
    *[other] { $model } không có tỉ lệ { $ratio }. Có: { $list }
}
model-size = { $list ->
    [none] { $model } chỉ có một cỡ. Hãy bỏ --size, hoặc chọn mô hình khác: /models
    *[other] { $model } không có cỡ { $size }. Có: { $list }
}
model-count = { $model } làm nhiều nhất { $most } bản một lần.
not-enough = Việc này giá { NUMBER($price) } { -money }, bạn còn { NUMBER($available) } { -money }. Hãy hỏi chủ bot, hoặc xem /models.
not-enough-sold = Việc này giá { NUMBER($price) } { -money }, bạn còn { NUMBER($available) } { -money }. Thêm tiền: /topup
quota-pictures = { $limit ->
    [0] Chủ bot chưa mở phần này cho bạn. Bạn hỏi chủ bot nhé.
    *[other] Hôm nay { $used }/{ $limit } lượt{ $left ->
        [0] { "" }
        *[other] { " " }mà cần { $asked }
    }, 0 giờ có lại ({ $unit ->
        [minutes] { $wait } phút
        *[hours] { $wait } giờ
    } nữa), hoặc hỏi chủ bot.
}
quota-credits = { $left ->
    [0] Hôm nay { NUMBER($used) }/{ NUMBER($limit) } { -money }
    *[other] Giá { NUMBER($asked) } { -money }, hôm nay { NUMBER($used) }/{ NUMBER($limit) } { -money }
}, 0 giờ có lại ({ $unit ->
    [minutes] { $wait } phút
    *[hours] { $wait } giờ
} nữa), hoặc hỏi chủ bot.
quota-gateway = Dịch vụ AI hết lượt hôm nay. { $unit ->
    [minutes] { $wait } phút nữa
    *[hours] { $wait } giờ nữa
} ({ $back }) lại làm được, hoặc xem /models.
album-late = Ảnh này đến muộn, không vào kịp album. Muốn có nó, bạn gửi lại cả album nhé.
album-incomplete = Ở nhóm mình chỉ thấy một ảnh của album. Cho mình làm quản trị, hoặc gửi riêng nhé.
picture-too-big = Tệp trên 20 MB, Telegram không cho tải. Bạn gửi bản nhỏ hơn giúp mình nhé.
picture-gone = Mình không tải được tệp đó từ Telegram. Bạn gửi lại nhé.
picture-bad = Mình không đọc được ảnh này. Gửi ảnh thường, JPEG hoặc PNG nhé.
not-understood = Mình hiểu chữ, ảnh, video và bản ghi âm. Bạn gửi một trong các thứ đó nhé.
command-unknown = Mình không biết <code>{ $name }</code>. { $nearest ->
    [none] Các lệnh: /help
    *[other] Có phải { $nearest }?
}
closed = Bot này chỉ dành cho người được mời. Bạn gửi chủ bot ID này: <code>{ $id }</code>
not-selling = Mình đang kiểm tra sổ sách nên tạm chưa nhận việc. Bạn thử lại sau nhé.
sorry = Có lỗi ở phía mình. Bạn không mất tiền – thử lại nhé. (Mã { $reference })

claim = Mình không thấy ai đang hỏi. Ai bấm nút thì nhận kết quả và trả tiền.

press-old = Nút này không còn tác dụng.
press-not-yours = Nút này là của người khác. Muốn sửa ảnh, bạn trả lời ảnh bằng lời nhé.
press-cancelled = Đã dừng.
press-too-late = Muộn rồi: việc đã xong.
press-sent = Ảnh { $number } đây ↓
press-lost = Rất tiếc, mình không còn giữ ảnh này nữa.
press-original = Tệp gốc đây ↓
press-begun = Mình làm ngay.
press-again-used = Đang làm rồi.
press-renewed = Lần đó xong rồi. Bạn bấm lần nữa để làm tiếp nhé.

cancel-made = Muộn mất rồi: mình làm xong và đang gửi đây.
jobs-none = Không có việc nào đang chờ hay đang làm.
question-dropped = Được rồi, mình để nguyên ảnh của bạn.
small-talk-words = chào, xin chào, chào bạn, chào bot, alo, vâng, dạ, ừ, được, được rồi, tạm biệt
small-polite-words = bạn, nhé, nha, ạ, nhiều, nhiều lắm, lắm, ơi, bot, em, anh, chị, với, đi, vậy, thế, quá, em ơi, bạn ơi
small-thanks-words = cảm ơn, cám ơn, cảm ơn bạn, cám ơn bạn, cảm ơn ạ, cám ơn ạ, cảm ơn nhé, cảm ơn nha, cảm ơn nhiều, cám ơn nhiều, tks
small-thanks = Không có gì! Khi nào muốn vẽ tiếp, cứ nói với mình nhé.
small-help-words = trợ giúp, giúp, giúp mình, giúp tôi, hướng dẫn, bạn làm được gì, bạn có thể làm gì, bạn làm gì được, bot làm được gì, cách dùng, dùng thế nào
small-praise-words = đẹp, đẹp quá, đẹp thế, đẹp thật, rất đẹp, quá đẹp, xinh quá, hay quá, giỏi quá, tuyệt, tuyệt vời, tuyệt quá, đỉnh, đỉnh quá, thích quá, ưng quá, ok đẹp
small-praise = Cảm ơn bạn, mình vui lắm! Vẽ gì tiếp đây?
small-insult-words = không phải thế này, không phải thế, không đúng ý mình, không đúng ý, sai rồi, không giống, ngu, ngu quá, mày ngu, mày ngu quá, đồ ngu, ngu thế, dở quá, dở ẹc, xấu quá, tệ quá, chán quá, vớ vẩn, mày bị điên à, đm, dm, vl, vcl
small-insult = Xin lỗi vì chưa vừa ý bạn. Bạn muốn thấy gì, nói mình vẽ lại nhé.
small-stop-words = thôi khỏi, khỏi, không cần nữa, thôi không cần nữa, không cần đâu, thôi bỏ đi, bỏ đi, không cảm ơn, hủy, huỷ, dừng, ngừng, thôi, dừng lại, hủy bỏ, huỷ bỏ, dừng vẽ, hủy việc, thôi không vẽ nữa, đừng vẽ nữa
small-stop-all-words = hủy hết, huỷ hết, dừng hết, hủy tất cả, huỷ tất cả, dừng tất cả
small-undo-words = hoàn tác, quay lại, lùi lại, quay lại ảnh trước
small-money-words = nạp tiền, nạp tiền thế nào, nạp tiền như thế nào, nạp tiền ở đâu, nạp tiền sao, làm sao để nạp tiền, cách nạp tiền, muốn nạp tiền, mình muốn nạp tiền, nạp thêm tiền, bao nhiêu tiền, bao nhiêu tiền một ảnh, bao nhiêu tiền 1 ảnh, bao nhiêu một ảnh, một ảnh bao nhiêu tiền, 1 ảnh bao nhiêu tiền, mỗi ảnh bao nhiêu tiền, vẽ một ảnh bao nhiêu tiền, giá bao nhiêu, giá thế nào, giá cả, giá cả thế nào, bảng giá, có mất tiền không, có tốn tiền không, có miễn phí không, miễn phí không, số dư, còn bao nhiêu tiền, mình còn bao nhiêu tiền, thanh toán thế nào, trả tiền thế nào
small-talk = Chào bạn! Bạn muốn vẽ gì?
small-sign = Bạn tả điều muốn thấy, mình vẽ ngay. Cách dùng: /help
small-emoji = Vẽ hình này à? Bạn gửi <code>/imagine { $words }</code> nhé.
jobs = Có { $count } việc:
cancelled = { $count ->
    [0] Việc đó đã xong rồi.
    *[other] Đã dừng { $count } việc. Bạn không mất tiền.
}

models = { $count ->
    [0] Chưa có mô hình nào được bật. Chủ bot cần bật ít nhất một cổng vẽ.
    *[other] <b>Các mô hình</b>, giá từ:
}
models-line = • <b>{ $title }</b> – { NUMBER($price) } { -money } · <code>{ $alias }</code>{ $usual ->
    [yes] { " " }⭐
    *[no] { "" }
}
models-special = Cho việc đặc biệt: { $list }
models-more = Dùng: thêm <code>--model</code> và tên. Xem kỹ: chạm nút, hoặc /models và tên.
models-kinds = <b>Các mô hình</b>, theo việc làm được:
models-kind = <b>{ $kind }</b> – { $count }, từ { NUMBER($price) } { -money }
model-lengths = Số giây (--seconds): { $list }
model-takes = <code>{ $option }</code>: { $list }
kind-text = lời, đến tùy chọn kế tiếp
kind-number = một con số
kind-flag = bật khi được viết ra
model-title = <b>{ $title }</b>  <code>--model { $alias }</code>
model-about = { $about }
model-price = Giá: từ { NUMBER($price) } { -money }
model-ratios = Tỉ lệ (--ar): { $list }
model-sizes = Cỡ (--size): { $list }
model-counts = Một lần (--n): đến { $most } ảnh
model-edits = { $most ->
    [0] Chỉ vẽ từ lời mô tả
    *[other] Sửa ảnh, đến { $most } ảnh cùng lúc
}
model-films = { $most ->
    [0] Làm video từ lời mô tả
    *[other] Làm video từ lời hoặc ảnh, đến { $most } ảnh cùng lúc
}

balance-group = Quỹ của nhóm: /pool. Ví riêng: nhắn /balance cho @{ $me }.
balance-credits = Bạn có <b>{ NUMBER($credits) } { -money }</b>.
balance-held = { NUMBER($credits) } { -money } đang giữ cho việc chưa xong.
balance-pictures = 🖼 Hôm nay { $used } lượt
balance-pictures-of = 🖼 Hôm nay { $used }/{ $limit } lượt, 0 giờ có lại
balance-spent-of = 💸 Hôm nay { NUMBER($used) }/{ NUMBER($limit) } { -money }, 0 giờ có lại

language-unknown = Mình không nói được “{ $name }”.
language-choose = Bạn muốn dùng ngôn ngữ nào?
language-set = Từ giờ mình nói tiếng Việt với bạn.

# Việc khác ngoài vẽ ảnh
task-none = Ở đây chưa ai làm được việc này. Chủ bot có thể thêm mô hình.
ask-words-speech = Bạn muốn đọc gì? Ví dụ <code>/speak Chào buổi sáng!</code>, hoặc trả lời một tin bằng /speak.
ask-words-song = Bài hát về điều gì? Ví dụ <code>/song mưa trên phố cổ</code>
ask-words-sound = Âm thanh gì? Ví dụ <code>/sound sóng vỗ trên bãi sỏi</code>
ask-words-chat = Bạn muốn hỏi gì? Ví dụ <code>/ask vì sao trời xanh?</code>
ask-words-better = Bạn muốn vẽ gì? Vài chữ là đủ: <code>/better con mèo trên mái nhà</code>
ask-words-video = Bạn muốn video về điều gì? Ví dụ <code>/video thuyền giấy</code>, hoặc gửi ảnh kèm /animate.
ask-picture = Ảnh nào? Gửi ảnh kèm lệnh, hoặc trả lời một bức ảnh.
ask-pictures = Những ảnh nào? Gửi album từ hai ảnh trở lên, kèm lệnh này.
ask-sound = Bản ghi âm nào? Gửi kèm lệnh, hoặc trả lời một tin nhắn thoại.
ask-mask = Gửi hai ảnh: ảnh gốc, rồi mặt nạ có chỗ cần sửa tô trắng.
extend-none = Cái này không kéo dài được.{ $count ->
    [0] { "" }
    *[other] { " " }Kéo dài được nếu làm bằng: { $list }
}
not-ready = Cái đó đang được làm, chưa xong. Khi có rồi thì trả lời tin đó nhé.
ask-earlier = Cái nào? Trả lời một video hoặc bài hát mình đã làm.
recording-bad = Mình không phát được bản ghi này. MP3, OGG, MP4 … đều dùng được.
end-recording-bad = 🎧 Mình không phát được bản ghi này. Bạn không mất tiền – MP3, OGG, MP4 thì được.
model-sources = { $model } cần { $needs ->
    [picture-sound] một ảnh và một bản ghi âm
    [video-sound] một video và một bản ghi âm
    [video] một video
    [sound] một bản ghi âm
    [earlier] bạn trả lời kết quả của chính nó
    [pictures-2] hai ảnh
    [pictures-3] ba ảnh
    *[pictures] ảnh phù hợp để làm
}. Xem thêm: /models
model-seconds = { $list ->
    [none] { $model } chỉ có một độ dài. Hãy bỏ --seconds, hoặc chọn mô hình khác: /models
    *[other] { $model } không có { $seconds } giây. Có: { $list }
}
model-option = { $list ->
    [none] { $model } không có { $option }, cũng không có tùy chọn riêng nào.
    *[other] { $model } không có { $option }. Có: { $list }
}
model-choice = { $model } không có { $option } { $value }. Có: { $list }
model-together = { $model } không làm cùng lúc được hết. Bạn bỏ bớt một tùy chọn nhé.

# Cho chủ bot
admin-not-yours = Lệnh này chỉ dành cho chủ bot.
admin-private = Bạn hỏi mình điều này trong khung chat riêng nhé.
admin-none = Chưa cổng nào có khóa.
admin-gateway = <b>{ $title }</b> ·{ " " }
admin-well = ✅
admin-rests = 😴 nghỉ { $minutes } phút: { $reason }
admin-work = Đang làm { NUMBER($flying) }{ $threads ->
    [none] { "" }
    *[other] /{ $threads }
}, chờ { NUMBER($waiting) }
admin-made = Ảnh đã làm hôm nay: { NUMBER($made) }{ $cap ->
    [none] { "" }
    *[other] /{ NUMBER($cap) }
}
admin-untold = Cổng chưa báo gì.
admin-refused = 🔑 Khóa bị từ chối.
admin-ours = Theo sổ của mình: { $ours }. Cổng không báo đã chi bao nhiêu.
admin-spent = Cổng báo đã chi: { $there }, sổ của mình: { $ours }{ $sign ->
    [same] { "" }
    [more] { " " }(cổng tính nhiều hơn { $drift }, do việc đang làm)
    [less] { " " }(cổng tính ít hơn { $drift })
    *[over] . ⚠️ Cổng tính nhiều hơn { $drift } mà không rõ vì sao
}
admin-left = Còn lại ở cổng: { $left }
admin-fact = { $fact ->
    [plan] Gói
    [pictures-left] Ảnh còn lại
    [videos-left] Video còn lại
    [used-today] Cổng đếm hôm nay
    [daily-limit] Hạn mức mỗi ngày
    [threads] Luồng
    [expires] Hết hạn
    [requests-a-minute] Yêu cầu mỗi phút
    [at-once] Cùng lúc
    [blocked] Bị khóa
    [answer] Trả lời
    [limit] Giới hạn
    *[other] { $name }
}: { $value }
admin-gone = Cổng không còn liệt kê: { $names }{ $more ->
    [0] { "" }
    *[other] { " " }và { NUMBER($more) } mô hình nữa
}
admin-told = { $minutes ->
    [0] Vừa hỏi xong
    *[other] Hỏi { NUMBER($minutes) } phút trước
}

# Trình đơn: /settings, và /models bằng nút
button-back = « Quay lại
button-usual = ⭐ Luôn dùng mô hình này
button-unusual = ⭐ Đang luôn dùng – bỏ chọn
models-kind-name = { $work ->
    [image] 🎨 Ảnh
    [blend] 🧩 Ghép ảnh
    [upscale] 🔎 Phóng to ảnh
    [cutout] ✂️ Xóa nền
    [video] 🎬 Video
    [extend] ⏩ Kéo dài
    [speech] 🗣 Giọng nói
    [song] 🎵 Bài hát
    [sound] 🔊 Âm thanh
    [describe] 👁 Mô tả ảnh
    [transcribe] 📝 Chép lời
    *[chat] 💬 Hỏi đáp
}
models-of-kind = <b>{ $kind }</b>{ $pages ->
    [1] { "" }
    *[other] , trang { $page }/{ $pages }
}. Giá thấp nhất; chạm để xem kỹ.
models-button = { $usual ->
    [yes] ⭐{ " " }
    *[no] { "" }
}{ $title } · { NUMBER($price) } { -money }
models-made-usual = Từ giờ mình luôn dùng { $title }.
models-made-unusual = Mình không mặc định dùng { $title } nữa.
model-time = Thường mất { $wait } { $unit ->
    [minutes] phút
    *[seconds] giây
}
model-example = { $files ->
    [yes] Gửi ảnh kèm:
    *[no] Thử ngay:
} <code>{ $command }</code>
model-example-words = { $work ->
    [image] cánh diều đỏ trên đồng lúa
    [video] thuyền giấy trong mưa
    [speech] Chào buổi sáng!
    [song] mưa trên phố cổ
    [sound] sóng vỗ trên bãi sỏi
    [chat] vì sao trời xanh?
    *[other] { "" }
}
settings-of-you = ⚙️ <b>Cài đặt của bạn</b>
settings-words-win = <i>Tin nhắn ghi khác thì mình làm theo tin nhắn.</i>
settings-of-group = ⚙️ <b>Cài đặt của nhóm này</b>
settings-group-closed = Chỉ quản trị viên chỉnh được. Của riêng bạn: nhắn /settings cho @{ $me }.
settings-name = { $what ->
    [picture_model] 🎨 Ảnh
    [video_model] 🎬 Video
    [ratio] 📐 Tỉ lệ
    [size] 🔍 Cỡ
    [count] 🔢 Số ảnh
    [delivery] 🖼 Cách gửi
    [language] 🌐 Ngôn ngữ
    [quiet] 🌙 Ban đêm
    [theme] 📊 Biểu đồ
    [who] 🙋 Ai được nhờ
    [price_max] 💰 Giá tối đa
    [price_for] 💎 Món đắt
    [jobs_per_day] 🧮 Lượt/ngày
    *[buttons] 👆 Ai bấm
}
settings-line = { $what ->
    [picture_model] 🎨 Ảnh
    [video_model] 🎬 Video
    [ratio] 📐 Tỉ lệ
    [size] 🔍 Cỡ
    [count] 🔢 Số ảnh
    [delivery] 🖼 Nhiều ảnh
    [language] 🌐 Ngôn ngữ
    [quiet] 🌙 22:00–7:00
    [theme] 📊 Biểu đồ
    [who] 🙋 Ai được nhờ
    [price_max] 💰 Giá mỗi lần làm
    [price_for] 💎 Giá đó áp dụng cho
    [jobs_per_day] 🧮 Lượt mỗi người
    *[buttons] 👆 Nút dưới kết quả
}: <b>{ $value }</b>
settings-ask = { $what ->
    [picture_model] 🎨 Vẽ ảnh bằng mô hình nào?
    [video_model] 🎬 Làm video bằng mô hình nào?
    [ratio] 📐 Tỉ lệ nào? Ảnh bạn gửi giữ nguyên tỉ lệ.
    [size] 🔍 Cỡ nào? Cỡ lớn có thể đắt hơn.
    [count] 🔢 Mỗi lần mấy ảnh? Tính tiền từng ảnh.
    [delivery] 🖼 Khi có nhiều ảnh thì gửi thế nào?
    [language] 🌐 Bạn muốn dùng ngôn ngữ nào?
    [theme] 📊 Biểu đồ nền sáng hay tối?
    [who] 🙋 Ở đây ai được nhờ mình?
    [price_max] 💰 Mỗi lần tối đa bao nhiêu? Món đắt hơn không hiện ở đây.
    [price_for] 💎 Giá tối đa áp dụng cho ai? Người còn lại được dùng cả mô hình đắt.
    [jobs_per_day] 🧮 Mỗi người được làm mấy lượt một ngày? Quản trị viên cũng vậy.
    *[buttons] 👆 Nút dưới kết quả là của ai? Ai bấm thì người đó trả tiền.
}
settings-word = { $word ->
    [grid] ghép vào một ảnh
    [album] thành album
    [files] từng tệp gốc
    [yes] không báo chuông
    [no] có chuông
    [light] nền sáng
    [dark] nền tối
    [everybody] mọi người
    [admins] chỉ quản trị viên
    [all] mọi người
    [members] trừ quản trị viên
    [asker] người đã nhờ
    *[usual] tùy từng nút
}
settings-open = { $what ->
    [picture_model] tự động
    [video_model] tự động
    [count] 1
    *[other] tùy mô hình
}
settings-open-model = { $model } · tự động
settings-open-group = tùy mỗi người
settings-cannot = { $value } ({ $model } không có)
button-settings = ⚙️ Mở cài đặt
settings-unseen = Mình không thấy ai đang hỏi. Quản trị viên bấm nút để mở nhé.
group-admins-only = Ở đây chỉ quản trị viên được nhờ mình. Nhắn riêng nhé: @{ $me }

# Sau khi có kết quả: các bước tiếp theo, và những gì trong nút Thêm
button-edit = ✏️ Sửa
button-more = ⋯ Thêm
button-file = ⬇️ Tệp gốc
button-details = ℹ️ Chi tiết
button-delete = 🗑 Xóa
button-delete-yes = 🗑 Xóa luôn
button-delete-no = Không, giữ lại
button-models = 🧩 Mô hình khác
step-animate = 🎬 Video{ price-tail }
step-extend = ⏩ Kéo dài{ price-tail }
step-draw = 🎨 Vẽ theo lời này{ price-tail }
step-subtle = 🎲 Hơi khác{ price-tail }
step-strong = 🎲 Khác hẳn{ price-tail }
step-upscale = 🔎 Phóng to{ price-tail }
step-shapes = 📐 Tỉ lệ{ price-tail }
step-voices = 🗣 Giọng{ price-tail }
choice-priced = { $what }{ price-tail }
press-dearer = Giá giờ là { NUMBER($price) } { -money }. Mình chưa làm gì; nút đã ghi giá mới.
edit-here = { $place ->
    [group] Bạn muốn đổi gì? Trả lời ảnh này{ price-tail }, ví dụ “chuyển thành ban đêm”.
    *[private] Bạn muốn đổi gì? Cứ nhắn luôn, mình sẽ sửa ảnh này{ price-tail }.
}
delete-ask = { $price ->
    [0] Xóa hẳn tin này?
    *[other] Xóa hẳn tin này? Tiền đã trả thì không hoàn lại.
}
delete-done = { $price ->
    [0] Đã xóa.
    *[other] Đã xóa. Tiền đã trả thì không hoàn lại.
}
delete-too-old = Telegram chỉ cho mình xóa tin dưới hai ngày. Bạn tự xóa được: nhấn giữ tin này.
delete-later = Telegram đang không trả lời. Lát nữa bạn bấm lại nhé.
details = ℹ️ <b>{ $facts }</b>
details-seconds = { $seconds } giây
details-with = { $files ->
    [0] Trả lời tin gốc bằng dòng này để làm lại (chạm để chép):
    [one] Gửi kèm ảnh gốc để làm lại (chạm để chép):
    *[other] Gửi kèm { $files } tệp gốc để làm lại (chạm để chép):
}

# /library, mục yêu thích, chế độ inline
library-none = Ở đây chưa có gì. Thử một bức nhé: <code>/imagine diều đỏ trên đồng lúa</code>
library-none-of = Bạn chưa có gì với “{ $words }”. Xem tất cả: /library
library-place = { $number }/{ $count }
library-day = { $near ->
    [today] hôm nay
    [yesterday] hôm qua
    [days] { $days } ngày trước
    *[older] { DATETIME($day, dateStyle: "medium") }
}
library-words = 🔎 { $words }
library-shelf = { $chosen ->
    [yes] •{ " " }
    *[no] { "" }
}{ $shelf ->
    [favourites] ★ Yêu thích
    [pictures] Ảnh
    [films] Video
    [sounds] Âm thanh
    *[all] Tất cả
}
library-shelf-empty = { $shelf ->
    [favourites] Chưa có gì trong mục yêu thích: bấm ☆ dưới thứ bạn thích.
    [pictures] Ở đây chưa có ảnh nào.
    [films] Ở đây chưa có video nào: /video làm được một cái.
    [sounds] Ở đây chưa có âm thanh nào: thử /song hoặc /speak.
    *[all] Ở đây không còn gì.
}
library-sent = Đây rồi ↓
button-send-here = 📤 Gửi vào đây
favourite-kept = ★ Đã lưu: /library
favourite-dropped = ☆ Đã bỏ khỏi mục yêu thích.
inline-make = 🎨 Làm “{ $words }”
inline-shut = { $why ->
    [maintenance] 🛠 Mình tạm nghỉ một lát
    [blocked] 🚫 Bạn không dùng bot này được nữa
    *[closed] 🔒 Bot riêng – cách xin vào
}
inline-empty = 🎨 Kết quả của bạn sẽ ở đây – bắt đầu
kept-proposal = Mình làm cái này nhé? <i>{ $words }</i>
button-make = ✨ Làm luôn{ price-tail }

# /jobs
jobs-item = <b>{ $number }.</b> { $prompt } <i>· { $unit ->
    [minutes] gửi { $age } phút trước
    [hours] gửi { $age } giờ trước
    *[now] vừa gửi
}</i>
jobs-more = … và { $count } việc nữa. /cancel all dừng tất cả.
jobs-stop = ✕ { $number }
jobs-look = 🔄 Xem lại

# Những phút đầu, trò chuyện với ảnh, viết lời cho tiện
button-surprise = 🎨 Vẽ thử một bức{ price-tail }
button-start-photo = ✏️ Sửa ảnh
button-start-film = 🎬 Làm video
start-how-photo = ✏️ Gửi mình một tấm ảnh rồi viết muốn sửa gì{ price-tail }, ví dụ “cho tuyết rơi”.
start-how-film = 🎬 { $price ->
    [0] Viết
    *[other] Từ { NUMBER($price) } { -money }: viết
} “thuyền trong mưa”, hoặc gửi ảnh rồi chạm Làm video.
start-prompts =
    cánh diều đỏ trên ruộng bậc thang vàng óng, sương sớm
    chú cáo đọc sách dưới cây nấm phát sáng, đêm ấm cúng
    con thuyền nhỏ màu xanh giữa các đảo đá vịnh Hạ Long lúc hoàng hôn
    chú mèo mặc áo mưa đợi xe buýt, đèn phố lung linh trong vũng nước
    quán cà phê vỉa hè Hà Nội xưa, đèn lồng, mưa chiều ấm áp
    cá voi bơi giữa những đám mây trên ngôi làng đang ngủ
    phi hành gia tí hon tưới hoa hướng dương trên mặt trăng
    con rồng kết bằng đèn lồng giấy bay trên lễ hội miền núi
ask-what = { $kind ->
    [video] 🎬 Bạn muốn làm gì với video này?
    [sound] 🎧 Bạn muốn làm gì với bản ghi này?
    [pictures] ✏️ Mình làm gì với cả { $count } ảnh cùng lúc? Nhắn mình{ price-tail }, hoặc chọn:
    *[picture] ✏️ Bạn muốn sửa gì? Nhắn mình{ price-tail }, hoặc chọn:
}
button-work = { $work ->
    [video] 🎬 Làm video
    [describe] 👁 Mô tả
    [upscale] 🔎 Phóng to
    [cutout] ✂️ Xóa nền
    [blend] 🧩 Ghép
    [extend] ⏩ Kéo dài
    [sound] 🔊 Thêm âm thanh
    *[transcribe] 📝 Chép thành chữ
}{ price-tail }
press-write = Bạn viết muốn sửa gì nhé.
press-back = Đây là ảnh trước ↓
button-before = ↩️ Lùi lại
undo-none = Chưa có ảnh nào để lùi lại. Bạn trả lời /undo vào ảnh mình đã sửa nhé.
odd = { $what ->
    [sticker] 😄 Dễ thương quá! Bạn tả bằng lời để mình vẽ, hoặc gửi ảnh để mình sửa nhé.
    [animation] 👀 Ảnh động thì mình chưa sửa được. Bạn gửi ảnh thường, hoặc tả để mình vẽ nhé.
    [video_note] ⭕ Video tròn thì mình chưa sửa được. Bạn gửi ảnh, hoặc tả để mình vẽ nhé.
    [location] 📍 Mình không xem được bản đồ. Bạn tả khung cảnh ở đó, mình vẽ cho nhé.
    [venue] 📍 Mình không xem được bản đồ. Bạn tả khung cảnh ở đó, mình vẽ cho nhé.
    [contact] 👤 Mình không dùng đến danh bạ. Bạn tả điều muốn vẽ, hoặc gửi ảnh nhé.
    [poll] 📊 Mình xin không bỏ phiếu. Bạn tả điều muốn vẽ, hoặc gửi ảnh nhé.
    *[dice] 🎲 Chúc may mắn! Bạn tả điều muốn vẽ, hoặc gửi ảnh nhé.
}
style-unknown = Không có phong cách “{ $name }”. { $nearest ->
    [none] Xem tất cả: /styles
    *[other] Ý bạn là <code>--style { $nearest }</code>? Tất cả: /styles
}
styles = 🖌 <b>Phong cách</b>, hợp với mọi mô hình vẽ:
styles-line = • <code>--style { $name }</code> – { $title }
styles-example = Ví dụ: <code>/imagine con mèo trên mái nhà ngày mưa --style màu nước</code>
caption-style = { $style }
caption-better =
    💬 Lời của bạn: { $prompt }
    <i>{ $facts }</i>
button-draw-mine = ✍️ Vẽ lời bạn viết{ price-tail }

# Forwarded messages
forwarded = Tin chuyển tiếp nên mình chưa làm gì. Nếu đúng ý bạn, bạn tự gửi nhé.

# Lối ra khi có lỗi
button-reword = ✍️ Viết lại nhẹ hơn{ price-tail }
button-other-words = ✏️ Lời khác
step-make = ✨ Làm theo lời này{ price-tail }
button-fewer = Làm { $count } bản{ price-tail }
button-seconds = { $seconds } giây{ price-tail }

# Nhóm: giới hạn, tin chỉ một người thấy
settings-limit = { $what ->
    [price_max] { $value ->
        [0] không giới hạn
        *[other] tối đa { NUMBER($value) } { -money }
    }
    *[jobs_per_day] { $value ->
        [0] không giới hạn
        *[other] { $value } lượt mỗi ngày
    }
}
settings-limit-short = { $what ->
    [price_max] { NUMBER($value) } { -money }
    *[jobs_per_day] { $value }
}
group-too-dear = Nhóm này mỗi lần tối đa { NUMBER($most) } { -money }, món này { NUMBER($price) } { -money }. Món vừa giá: /models
quota-jobs = Hôm nay { $used }/{ $limit } lượt ở nhóm này, 0 giờ có lại.
caption-several = { $count } ảnh
caption-what = { $what ->
    [edit-of] sửa từ “{ $words }”
    [film-of] video từ “{ $words }”
    [film] video từ ảnh
    *[edit] ảnh đã sửa
}
# Batches
batch-usage = Gửi danh sách, mỗi dòng một ảnh, hoặc tệp .txt, .csv. Sửa nhiều ảnh: gửi album kèm <code>/batch thành ban đêm</code>
batch-many = Có { $count } mục; { $place ->
    [group] ở nhóm mình nhận { $most }. Nhắn riêng được nhiều hơn: @{ $me }
    *[private] mỗi lượt mình nhận nhiều nhất { $most }. Bạn chia ra gửi giúp mình nhé.
}
batch-unreadable = Mình không đọc được. Bạn gửi tệp .txt hoặc .csv (UTF-8, tối đa 1 MB) nhé.
batch-columns = Hàng { $number } có nhiều cột hơn hàng đầu. Lời có dấu phẩy thì bạn để trong ngoặc kép nhé.
batch-words = Kèm tệp danh sách thì chỉ viết thêm tùy chọn thôi nhé, như <code>/batch --ar 16:9</code>.
batch-bad = Mình chưa làm gì cả. Bạn sửa { $count ->
    [1] dòng này
    *[other] { $count } dòng này
} rồi gửi lại danh sách nhé:
batch-bad-line = <b>{ $number }.</b> <i>{ $words }</i>
batch-bad-more = … và { $count } dòng nữa.
batch-proposal =
    📦 <b>{ $count } { $files ->
        [0] { $more ->
            [no] kết quả
            *[yes] dòng
        }
        *[other] ảnh
    }</b>{ $more ->
        [no] { $files ->
            [0] { " " }từ { $count } dòng
            *[other] , sửa từng ảnh
        }
        *[yes] { "" }
    } · { $model }{ $more ->
        [no] { "" }
        *[yes] { " " }· { $outputs } kết quả
    }
    <i>{ $words }</i>
button-batch = ✨ Làm { $count ->
    [1] luôn
    *[other] cả { $count }
}{ price-tail }
button-batch-leave = Thôi, để sau
batch-left = Được, mình chưa làm gì cả.
batch-card = 📦 Đã có { $made }/{ $count }{ $failed ->
    [0] { "" }
    *[other] { " " }· { $failed } hỏng
}{ $working ->
    [0] { "" }
    *[other] { " " }· đang làm { $working }
}{ $waiting ->
    [0] { "" }
    *[other] { " " }· còn chờ { $waiting }
}
button-batch-stop = Dừng phần còn lại
batch-done = { $made ->
    [0] 📦 Không làm được cái nào trong { $count }. Bạn không mất tiền.
    *[other] 📦 Đã xong <b>{ $made }/{ $count }</b>{ price-tail }
}
batch-missing = { $why ->
    [refused] Trái quy định nội dung
    [invalid] Dịch vụ AI không nhận
    [picture] Ảnh không đọc được
    [cancelled] Đã dừng
    [interrupted] Mình bị dừng giữa chừng
    [unreachable] Mình không nhắn vào đây được
    *[broken] Dịch vụ AI bị lỗi
}, không mất tiền: số { $list }
button-batch-zip = 🗜 Tải tất cả (ZIP)
button-batch-rest = 🔁 Làm { $count } cái còn thiếu
batch-zip = 🗜 { $count } tệp gốc{ $of ->
    [1] { "" }
    *[other] { " " }· ZIP { $number }/{ $of }
}
caption-member = { $number }/{ $count }
batch-below = 📦 Tất cả ở bên dưới ↓
batch-zip-failed = 🗜 Gửi ZIP bị trục trặc. Nếu chưa thấy ở đây, bạn bấm lại nhé.
batch-zip-none = 🗜 Mình không đóng gói được: tệp gốc quá lớn hoặc không còn.
press-batch-stopped = Đã dừng { $count } cái. Cái đang làm vẫn sẽ đến.
press-batch-below = Xem bên dưới ↓
press-batch-zip = Đang đóng gói, chờ chút nhé…
batch-over = { $limit ->
    [0] Chủ bot chưa mở phần này cho bạn. Bạn hỏi chủ bot nhé.
    *[other] Hôm nay bạn chỉ còn { $metric ->
        [credits] { NUMBER($left) } { -money }
        [jobs] { $left } lượt ở nhóm này
        *[pictures] { $left } ảnh
    }, 0 giờ có lại.
}
# Lời cả nhóm đọc được
not-enough-aloud = Việc này giá { NUMBER($price) } { -money }, quá số bạn đang có. Xem số dư: nhắn riêng mình /balance nhé.
quota-credits-aloud = Hạn mức hôm nay không đủ cho { NUMBER($asked) } { -money }, 0 giờ có lại ({ $unit ->
    [minutes] { $wait } phút
    *[hours] { $wait } giờ
} nữa), hoặc hỏi chủ bot.

# Lối ra khi lời chưa đọc được
button-use = Dùng { $what }{ price-tail }
button-without = { $work ->
    [picture] Bỏ qua, vẽ luôn
    *[other] Bỏ qua, làm luôn
}{ price-tail }
picture-seconds = Ảnh thì không có độ dài: bạn bỏ --seconds, hoặc làm video nhé.
button-film = 🎬 Video { $seconds } giây{ price-tail }
button-fewer-with = Làm { $count } bản bằng { $model }{ price-tail }
photo-absent = 🖼 Ảnh nào nhỉ? { $place ->
    [group] Bạn trả lời tin này bằng ảnh, mình làm theo lời trên.
    *[private] Bạn gửi ảnh, mình làm theo lời trên nhé.
}
grid-which = 🖼 Ảnh nào trong số này? Bạn bấm số của ảnh, rồi trả lời ảnh đó nhé.
photo-latest = 🖼 Ý bạn là ảnh gần nhất? { $place ->
    [group] Không phải thì trả lời tin này bằng ảnh bạn muốn nhé.
    *[private] Không phải thì gửi mình ảnh bạn muốn nhé.
}
meant-film = 🎬 Bạn muốn video hay ảnh?
meant-song = 🎵 Bạn muốn bài hát hay ảnh?
meant-question = 💬 Bạn hỏi mình à? Cách dùng: /help
film-of-it = 🎬 Làm video từ ảnh này nhé?
button-meant-film = 🎬 Video{ price-tail }
button-meant-song = 🎵 Bài hát{ price-tail }
button-meant-answer = 💬 Trả lời giúp mình{ price-tail }
button-edit-instead = ✏️ Không, sửa ảnh{ price-tail }
button-meant-picture = 🎨 Ảnh{ price-tail }
button-anyway = { $work ->
    [picture] Cứ vẽ ảnh mới
    *[other] Cứ làm luôn
}{ price-tail }
button-latest = Dùng ảnh gần nhất{ price-tail }
button-film-latest = 🎬 Video từ ảnh gần nhất{ price-tail }
button-edit-latest = ✏️ Sửa ảnh gần nhất{ price-tail }

# /help: trang đầu, và mỗi chủ đề một trang
help-how = { $what ->
    [photos] { $place ->
        [group] ✏️ <b>Sửa ảnh</b>: trả lời ảnh của bot bằng lời
        *[private] ✏️ <b>Sửa ảnh</b>: gửi ảnh kèm “cho tuyết rơi”
    }
    *[pictures] { $place ->
        [group] 🎨 <b>Vẽ</b>: @{ $me } và lời của bạn
        *[private] 🎨 <b>Vẽ</b>: viết điều bạn muốn thấy
    }
}
help-media = 🎬 <b>Và nữa</b>: { $list }
help-in-private = 👥 <b>Trong nhóm</b>: gọi @{ $me }
help-in-group = 💬 <b>Nhắn riêng</b>: @{ $me }
help-topic = { $topic ->
    [photos] ✏️ Sửa ảnh
    [pictures] 🎨 Vẽ ảnh
    [video] 🎬 Video
    [sound] 🎧 Âm thanh
    [groups] 👥 Trong nhóm
    [money] 💰 Giá cả
    *[all] 📋 Tất cả các lệnh
}
help-about = { $topic ->
    [photos] Gửi ảnh kèm lời muốn sửa, hoặc trả lời một bức ảnh bằng lời. Nhiều ảnh thì gửi album.
    [pictures] Viết điều bạn muốn thấy: ai, ở đâu, ánh sáng nào, phong cách nào.
    [video] Viết /video và chuyện diễn ra, hoặc gửi ảnh rồi chạm Làm video.
    [sound] Mình đọc, hát và tạo âm thanh. Tin nhắn thoại thì mình chép thành chữ.
    [groups]
        • Vẽ: @{ $me } và lời của bạn
        • Sửa ảnh của bot: trả lời ảnh đó bằng lời
        • Sửa ảnh khác: thêm <code>/imagine</code> hoặc @{ $me }, cả trong chú thích
        • Quản trị viên chỉnh bằng /settings: ai được nhờ, giá tối đa, số lượt mỗi ngày, ai được bấm nút
    *[money] { $paid ->
        [yes] Giá ghi trên nút, và ngay ở câu trả lời đầu tiên. Không có kết quả thì không mất tiền.
        *[no] Ở đây bạn không phải trả tiền; có thể có giới hạn mỗi ngày.
    }
}

# /library lần đầu
library-hint = Tìm theo từ: <code>/library mèo</code>{ $inline ->
    [yes] . Ở mọi khung chat: <code>@{ $me } mèo</code>
    *[no] { "" }
}

# Ảnh hoặc album không kèm lời: sửa nhanh, và sửa từng ảnh
button-quick = { $edit ->
    [nicer] ✨ Làm đẹp
    *[anime] 🖍 Anime
}{ price-tail }
quick-words = { $edit ->
    [nicer] làm ảnh sáng và nét hơn
    *[anime] vẽ theo kiểu anime
}
button-each = 🗂 Sửa từng ảnh
ask-each = Bạn muốn sửa gì ở từng ảnh trong { $count } ảnh này? Ví dụ “chuyển thành ban đêm”.

# Thẻ: lâu hơn mọi khi
card-late = { $work ->
    [film] 🎬 Đang quay…
    [sound] 🎧 Đang thu âm…
    [words] ✍️ Đang viết…
    *[picture] 🎨 Đang vẽ…
} lâu hơn mọi khi: { $minutes ->
    [0] { $seconds } giây
    *[other] { $minutes } phút
}

# Giá cả, và nạp thêm tiền
help-price = { $work ->
    [video] 🎬 Một video
    [song] 🎵 Một bài hát
    *[image] 🎨 Một ảnh
}: { NUMBER($price) } { -money }
balance-more = { $sold ->
    [yes] Muốn thêm tiền: /topup
    *[no] Muốn thêm tiền, bạn hỏi chủ bot nhé.
}

# Hỏi về tiền bằng lời
small-money-more = Giá từng mô hình: /models

# Ngân sách: chủ bot cho phép chi bao nhiêu
budget-gateway = Dịch vụ AI hết ngân sách tháng này. { $days } ngày nữa lại làm được, hoặc xem /models.
budget-day = Hôm nay mình hết ngân sách rồi. { $unit ->
    [minutes] { $wait } phút nữa
    *[hours] { $wait } giờ nữa
} ({ $back }) mình làm tiếp nhé.
budget-month = Tháng này mình hết ngân sách rồi. { $days } ngày nữa mình làm tiếp nhé.
admin-budget = Ngân sách { $span ->
    [day] hôm nay
    *[month] tháng này
}: { $used } trên { $most } · { NUMBER($percent) }%{ $held ->
    [none] { "" }
    *[other] { " " }(đang giữ thêm { $held })
}
admin-money = { NUMBER($amount) } { -money }
admin-budget-whole = <b>Cả bot</b>
admin-plan = Gói đã đặt: { $title }{ $refund ->
    [none] { "" }
    *[other] , hoàn { $refund }% phần còn lại
}{ $least ->
    [none] { "" }
    *[other] , nạp ít nhất { $least }
}

# Riêng tư: /privacy, /mydata, /deleteme, và những gì đã hết hạn giữ
press-aged = Tệp này cũ rồi, mình không còn giữ. Bạn vẫn xem được trong khung chat.
words-gone = Mình không còn giữ lời của ảnh này. Bạn viết lại giúp mình nhé.
privacy-kept =
    <b>Mình giữ gì</b>
    • Tên và số Telegram của bạn, cài đặt
    • Lời bạn viết: { $words ->
        [0] đến khi bạn xóa
        *[other] { $words } ngày
    }
    • Ảnh bạn gửi và kết quả: { $files ->
        [0] đến khi bạn xóa
        *[other] { $files } ngày
    }; mục yêu thích được giữ lại
    • Các khoản thu chi, dưới một tên ngẫu nhiên
privacy-gone =
    <b>Ai thấy</b>
    { $count ->
        [0] • Không ai ngoài mình và Telegram
        *[other] • Lời và ảnh của bạn được gửi đến nơi làm ra kết quả: { $gateways }. Không kèm tên bạn.
    }
    • Chủ bot; không bán, không đưa cho ai khác
privacy-yours =
    <b>Là của bạn</b>
    • /mydata: mình gửi bạn tất cả
    • /deleteme: mình quên bạn{ $days ->
        [0] { "" }
        *[other] ; bản sao lưu tự xóa sau { $days } ngày
    }
privacy-more = { $url }
mydata-private = Bạn nhắn riêng cho mình nhé: @{ $me }, /mydata
mydata-wait = Mình vừa gửi bạn rồi. { $minutes } phút nữa lại lấy được.
mydata-packing = 📦 Đang gói mọi thứ mình giữ về bạn…
mydata-here = { $left ->
    [0] Tất cả những gì mình giữ về bạn.
    *[other] Tất cả những gì mình giữ về bạn; { $left } tệp chỉ có tên.
}
mydata-failed = Rất tiếc, chưa gửi được. Bạn thử lại nhé.
deleteme-private = Bạn nhắn riêng cho mình nhé: @{ $me }, /deleteme
deleteme-title = <b>Xóa mọi thứ về bạn?</b>
deleteme-goes =
    <b>Mất ngay:</b> tên và số Telegram, cài đặt, lời bạn viết, ảnh bạn gửi, kết quả, mục yêu thích.{ $jobs ->
        [0] { "" }
        *[other] { " " }{ $jobs } việc đang chạy sẽ dừng.
    }
deleteme-stays =
    <b>Ở lại:</b> các khoản thu chi, dưới một tên ngẫu nhiên không ai lần ra bạn, và một dấu để quà tặng, hạn mức, khoản nợ không tính lại từ đầu.{ $copies ->
        [0] { "" }
        *[other] { " " }Bản sao lưu tự xóa sau { $copies } ngày.
    }
deleteme-lost = ⚠️ <b>Bạn mất { NUMBER($credits) } { -money }.</b> Không ai trả lại được.
deleteme-chat = Tin nhắn trong khung chat này, bạn tự xóa ở Telegram nhé. Muốn giữ một bản trước? /mydata
button-deleteme-go = 🗑 Xóa hết
button-deleteme-stay = Thôi, giữ lại
deleteme-stayed = Vâng, mình chưa xóa gì cả.
deleteme-changed = Giờ bạn có { NUMBER($credits) } { -money }. Bạn xem lại nhé.
deleteme-begun = Xong
deleteme-done = Mình đã quên bạn. Cảm ơn bạn đã ghé. 👋
# Sao: mua được gì, hóa đơn và biên nhận
topup-off = { $paid ->
    [yes] Hiện chưa bán bằng Sao. Muốn thêm tiền, bạn hỏi chủ bot nhé.
    *[no] Bot này không thu tiền nên không cần nạp.
}
topup-own = Bạn đang có <b>{ NUMBER($left) } { -money }</b>. Bạn muốn dùng bao nhiêu Sao ⭐?
topup-owed = Một khoản đã bị rút lại nên còn thiếu <b>{ NUMBER($credits) } { -money }</b>. Nạp thêm sẽ bù phần này trước.
topup-pool = Quỹ nhóm đang có <b>{ NUMBER($left) } { -money }</b>. Ai nạp cũng là góp cho cả nhóm dùng.
topup-package = ⭐ { NUMBER($stars) } → { NUMBER($credits) } { -money }
topup-monthly = 🔁 Mỗi tháng: ⭐ { NUMBER($stars) } → { NUMBER($credits) } { -money }
topup-monthly-offer = Mỗi tháng <b>{ NUMBER($credits) } { -money }</b> với { NUMBER($stars) } ⭐. Bạn dừng lúc nào cũng được.
topup-runs = 🔁 { NUMBER($credits) } { -money } mỗi tháng { $renews ->
    [yes] · lần tới { $day }
    *[no] · đã dừng, không trừ thêm nữa
}
topup-stopped = Đã dừng, sẽ không trừ thêm nữa. Phần bạn có vẫn là của bạn.
topup-not-stopped = Chưa dừng được. Bạn thử trong Telegram: Cài đặt › Sao của tôi nhé.
topup-gone = Gói này không còn bán. Nhắn /topup để xem gói mới.
button-topup = ⭐ Nạp thêm
button-monthly = ⭐ { NUMBER($stars) } mỗi tháng
button-stop-monthly = Dừng trả hằng tháng
invoice-title = { NUMBER($credits) } { -money }
invoice-words = { $own ->
    [yes] Nạp vào ví của bạn để làm ảnh, video, âm thanh. Có ngay, không hết hạn.
    *[no] Nạp vào quỹ nhóm, ai trong nhóm cũng dùng được. Có ngay, không hết hạn.
}
invoice-monthly-title = { NUMBER($credits) } { -money } mỗi tháng
invoice-monthly-words = Nạp vào ví mỗi tháng để làm ảnh, video, âm thanh. Dừng lúc nào cũng được.
paid = ✅ Đã nạp <b>{ NUMBER($credits) } { -money }</b> bằng { NUMBER($stars) } ⭐. Bạn đang có <b>{ NUMBER($left) } { -money }</b>.
paid-monthly = 🔁 Lần tới: { $day }. Muốn dừng: /topup
paid-owed = Vẫn còn thiếu { NUMBER($credits) } { -money }.
paid-pool = ✅ { $name } đã góp <b>{ NUMBER($credits) } { -money }</b> bằng { NUMBER($stars) } ⭐. Quỹ đang có <b>{ NUMBER($left) } { -money }</b>.
paid-aside = Mình đã nhận { NUMBER($stars) } ⭐ nhưng không khớp hóa đơn nào, đang giữ lại. Cần giúp: /paysupport
paid-back = ↩️ { NUMBER($stars) } ⭐ đã về lại với bạn{ $owed ->
    [yes] , nhưng có phần đã dùng rồi. Nhắn /topup để bù nhé.
    *[no] . Bạn còn { NUMBER($left) } { -money }.
}
frozen = Còn thiếu { NUMBER($credits) } { -money } của khoản bị rút lại. /topup để bù, /paysupport nếu cần giúp.
checkout-closed = Hiện chưa thanh toán được. Bạn thử lại sau nhé.
checkout-later = Có trục trặc nhỏ. Chưa trừ Sao nào; bạn thử lại nhé.
checkout-unknown = Hóa đơn này không còn dùng được. Nhắn /topup để có hóa đơn mới.
checkout-not-yours = Hóa đơn này của người khác. Nhắn /topup để có hóa đơn của bạn.
short-day = { $day }/{ $month }

# Hỗ trợ thanh toán, hoàn Sao, điều khoản
paysupport = Các lần nạp gần đây của bạn. Có gì chưa đúng? Chủ bot xem giúp và hoàn Sao được.
paysupport-none = Bạn chưa nạp lần nào. Vẫn có gì chưa đúng? Chủ bot xem giúp được.
paysupport-private = Chuyện nạp tiền là chuyện riêng: nhắn riêng cho @{ $me } nhé.
paysupport-asked = Mình đã báo chủ bot, họ sẽ nhắn cho bạn. Khoản bạn nạp vẫn ghi đủ trong sổ.
paysupport-words = Có gì chưa đúng? Bạn viết ngay ở đây, mình chuyển cho chủ bot.
paysupport-again = Chủ bot đã được báo rồi. Bạn chờ chút nhé.
paysupport-owner = 🙋 <a href="tg://user?id={ $id }">{ $name }</a> cần giúp về thanh toán{ $said ->
    [yes] : { $words }
    *[no] { "." }
}
payment-line = { $day } · { NUMBER($stars) } ⭐ · { $state ->
    [credited] { NUMBER($credits) } { -money }
    [refunded] đã hoàn
    *[aside] đang giữ cho bạn
}
button-paysupport = 🙋 Hỏi chủ bot
button-paysupport-now = 🙋 Báo luôn, khỏi viết
button-refund = ↩️ { NUMBER($stars) } ⭐
button-refund-yes = Hoàn { NUMBER($stars) } ⭐
refund-ask = Hoàn { NUMBER($stars) } ⭐ cho { $name }? { $spent ->
    [0] { NUMBER($credits) } { -money } đã nạp vẫn còn nguyên.
    *[other] Đã dùng { NUMBER($spent) } { -money }, phần này sẽ ghi nợ.
}
refund-gone = Không có khoản nào mang mã đó.
refund-before = Khoản này đã hoàn trước đó.
refund-told = { $outcome ->
    [refunded] ↩️ Đã hoàn { NUMBER($stars) } ⭐ cho { $name }.
    [before] Khoản này đã hoàn trước đó.
    [unclear] Chưa nhận được trả lời của Telegram. Vài phút nữa sẽ rõ.
    [gone] Không có khoản nào mang mã đó.
    *[refused] Telegram không nhận. Lý do nằm trong nhật ký.
}
terms = { $paid ->
    [yes] Tiền trong ví trả cho những gì bot làm; việc hỏng không tính. Không hết hạn, không đổi lại tiền mặt. Trừ nhầm? /paysupport
    *[no] Bot làm theo lời bạn và không thu tiền. Chủ bot có thể đặt giới hạn.
}
terms-more = Đầy đủ: { $url }
# Bàn của chủ bot
owner-title = <b>🗝 Bàn của bạn</b>
owner-now-well = Mọi thứ đều ổn, không có gì đang tắt.
owner-now-off = ⛔ Đang tắt: { $what }
owner-now-broken = 🚨 Sổ sách không khớp nên mình ngừng bán. Xem 🩺 Kiểm sổ nhé.
owner-usage = Ở đây không có “{ $word }”. Gõ <code>/admin</code> để mở bảng nhé.
owner-forwarded = Lệnh chuyển tiếp không có tác dụng ở đây: bạn tự gõ nhé.
owner-menu = { $page ->
    [today] 📊 Hôm nay
    [web] 🖥 Trang theo dõi
    [people] 👤 Mọi người
    [groups] 👥 Nhóm
    [payments] ⭐ Thanh toán
    [gateways] 🛰 Các cổng
    [switches] 🔌 Công tắc
    [prices] 🏷 Giá
    [promos] 🎟 Mã tặng
    [broadcast] 📣 Nhắn tất cả
    [check] 🩺 Kiểm sổ
    [audit] 📜 Nhật ký
    *[export] 📤 Xuất dữ liệu
}
owner-switch = { $what ->
    [spending] mọi chi tiêu
    *[maintenance] nhận yêu cầu (bảo trì)
}
owner-done = Xong
owner-done-before = Việc này đã làm rồi.
owner-amount = “{ $word }” không phải số tiền. Bạn viết số nguyên, không chấm phẩy, ví dụ 5000 nhé.
owner-reason = Bạn viết thêm lý do sau số tiền nhé, mình ghi vào nhật ký.
owner-nobody = Mình chưa gặp “{ $word }”. Bạn thử tên khác, @tên hoặc số id nhé.
owner-group-number = “{ $word }” không phải nhóm. Số của nhóm có dấu trừ, ví dụ -1001234567890.
owner-no-group = Mình không ở nhóm nào tên “{ $word }”.
owner-block-owner = Không chặn chủ bot được.
owner-ask = { $form ->
    [find] Ai nhỉ? Bạn gửi tên, @tên hoặc số id.
    [group] Nhóm nào? Bạn gửi tên nhóm, @tên hoặc số, ví dụ <code>-1001234567890</code>
    [cap] Mỗi ngày tối đa bao nhiêu, vì sao? Ví dụ <code>5000 còn nhỏ</code>, hoặc <code>none</code> kèm lý do.
    [block] Vì sao chặn? Lời của bạn được ghi vào nhật ký.
    [bar] Vì sao chặn nhóm? Lời của bạn được ghi vào nhật ký.
    [settle] Cộng bao nhiêu và vì sao? Ví dụ <code>15000 trả hai lần</code>
    [settleto] Cho ai, bao nhiêu, vì sao? Ví dụ <code>@minh 15000 trả giúp bạn</code>
    [giveback] Vì sao hoàn Sao? Lời của bạn được ghi vào nhật ký.
    [forgive] Vì sao xóa nợ? Lời của bạn được ghi vào nhật ký.
    [promo] Tên, số tiền, số lượt, số ngày, hạn dùng (- là không hạn): <code>TET2027 5000 100 30 14</code>
    [broadcast] Bạn gửi lời nhắn đi. Bạn sẽ xem lại trước khi mình gửi.
    [markup] Cộng thêm bao nhiêu phần trăm, vì sao? Ví dụ <code>20 đô la tăng</code>
    [maintenance] Trong lúc đó mọi người đọc gì? Ví dụ <code>9 giờ mở lại.</code>
    *[grant] Bao nhiêu và vì sao? Ví dụ <code>5000 sinh nhật</code>
}

owner-people = { $count ->
    [0] Chưa ai nhờ gì cả.
    *[other] <b>👤 Mọi người</b>, ai mới nhờ đứng trước
}
owner-found = <b>👤 “{ $words }”</b> có thể là:
owner-found-groups = <b>👥 “{ $words }”</b> có thể là:
owner-person = <b>👤 { $name }</b> · <code>{ $id }</code>
owner-since = Ở đây từ { $at }, ngôn ngữ: { $language ->
    [vi] tiếng Việt
    *[other] tiếng Anh
}
owner-has = Còn { NUMBER($credits) } { -money }{ $granted ->
    [0] { "" }
    *[other] { " " }và { NUMBER($granted) } { -money } được tặng
}{ $held ->
    [0] { "" }
    *[other] ; đang giữ { NUMBER($held) } { -money }
}
owner-spent = Đã tiêu { NUMBER($month) } { -money } trong 30 ngày, tổng { NUMBER($ever) } { -money }
owner-did = { $jobs ->
    [0] Chưa nhờ lần nào
    *[other] { NUMBER($jobs) } lần nhờ: { NUMBER($made) } xong, { NUMBER($voided) } hoàn lại
}
owner-last = Lần cuối { $at }
owner-capped = 🧮 Mỗi ngày tối đa { NUMBER($credits) } { -money }
owner-blocked = 🚫 Bị chặn từ { $at }: { $reason }
owner-act = · { $at } { owner-deed }: { $detail }
owner-act-bare = · { $at } { owner-deed }
owner-rows = { NUMBER($count) } dòng
owner-days = { $days } ngày
owner-credits = { NUMBER($credits) } { -money }
owner-deed = { $action ->
    [grant] tặng tiền
    [pool_grant] tặng quỹ nhóm
    [cap] hạn mức
    [block] chặn
    [unblock] bỏ chặn
    [switch_off] tắt
    [switch_on] bật
    [promo] tạo mã tặng
    [promo_end] dừng mã tặng
    [broadcast] nhắn tất cả
    [broadcast_stop] dừng nhắn tất cả
    [export] xuất dữ liệu
    [star_refund] hoàn Sao
    [settle] cộng tiền khoản treo
    [forgive] xóa nợ
    [markup] đổi phần cộng thêm
    [books_broken] sổ sai
    [books_hold] sổ đúng lại
    *[other] { $action }
}
owner-grant-confirm = Tặng <b>{ NUMBER($credits) } { -money }</b> cho { $name } nhé?
    Lý do: { $reason }
owner-groups = { $count ->
    [0] Chưa có nhóm nào.
    *[other] <b>👥 Nhóm</b>, nhóm mới dùng đứng trước
}
owner-group = <b>👥 { $title }</b> · <code>{ $id }</code>
owner-pool = Quỹ: { NUMBER($credits) } { -money }{ $held ->
    [0] { "" }
    *[other] ; đang giữ { NUMBER($held) } { -money }
}
owner-spender = · { $name }: đã dùng { NUMBER($credits) } { -money } trong 30 ngày

owner-gateway-off = ⛔ tắt từ { $at }
owner-switches = <b>🔌 Công tắc</b>
    Đang làm thì làm xong; đang chờ thì hoàn.
owner-switch-on = { $what ->
    [spending] ✅ Chi tiêu: đang bật
    *[maintenance] ✅ Nhận yêu cầu: đang mở
}
owner-switch-off = { $what ->
    [spending] ⛔ Chi tiêu: tắt từ { $at }
    *[maintenance] 🛠 Bảo trì từ { $at }
}{ $reason ->
    [none] { "" }
    *[other] : { $reason }
}
owner-prices = <b>🏷 Giá</b> { $page }/{ $pages }
owner-prices-find = Tìm một mô hình: <code>/admin prices kling</code>
owner-no-model = Mình không bán mô hình nào tên “{ $word }”.
owner-rate = { $title }: 1 { $unit } là { NUMBER($credits) } { -money }
owner-markup = Cộng thêm vào mọi giá: { $percent } %
owner-markup-confirm = Cộng <b>{ $percent } %</b> vào mọi giá (giờ là { $now } %) nhé?
    Lý do: { $reason }
owner-percent = “{ $word }” không phải phần trăm. Bạn viết số nguyên đến { $most }, ví dụ 20.
owner-button-markup = ✏️ Đổi phần cộng thêm
owner-model = <b>{ $title }</b>
owner-offer = { $title }{ $name ->
    [none] { "" }
    *[other] { " " }({ $name })
}: tốn { $cost } → { NUMBER($credits) } { -money }{ $kind ->
    [known] , lời { NUMBER($left) } { -money } ({ $share }%)
    [loss] , lỗ { NUMBER($left) } { -money } ({ $share }%)
    *[rate] { "" }
}
owner-prices-where = Giá và tỷ giá nằm trong các tệp TOML ở <code>catalog/</code> của thư mục dữ liệu, khởi động lại là có hiệu lực. { $dollar ->
    [0] Mình không biết bạn mua đô la giá nào: hãy đặt BOT_DOLLAR_COSTS.
    *[other] Bạn mua một đô la giá { NUMBER($dollar) } ₫ (BOT_DOLLAR_COSTS).
}
owner-promos = { $count ->
    [0] Chưa có mã nào.
    *[other] <b>🎟 Mã tặng</b>
}
owner-promo = <code>{ $code }</code>: { NUMBER($credits) } { -money }, đã dùng { NUMBER($used) }{ $most ->
    [0] { "" }
    *[other] /{ NUMBER($most) }
}{ $state ->
    [over] , hết hạn { $until }
    [until] , đến { $until }
    *[open] { "" }
}
owner-promo-usage = Bạn gửi: tên, số tiền, số lượt, số ngày, hạn dùng: <code>TET2027 5000 100 30 14</code>
owner-promo-name = “{ $word }” không làm mã được: mã có 3 đến 32 chữ cái không dấu và chữ số.
owner-promo-taken = Mã { $word } đã có rồi.
owner-promo-confirm = Tạo <code>{ $code }</code>: mỗi người { NUMBER($credits) } { -money }, { $most ->
    [0] ai cũng được
    *[other] cho { NUMBER($most) } người
}, { $days ->
    [0] không hết hạn
    *[other] trong { NUMBER($days) } ngày
}{ $keeps ->
    [0] ?
    *[other] ; dùng trong { NUMBER($keeps) } ngày?
}

owner-broadcast-none = <b>📣 Nhắn tất cả</b>
    Chưa gửi lần nào.
owner-broadcast = <b>📣 Nhắn tất cả</b>
    { $state ->
    [sending] Đang gửi từ { $at }: còn { NUMBER($left) } người
    [stopped] Đã dừng { $at }
    *[done] Gửi xong { $at }
}
    { NUMBER($sent) } người nhận được, { NUMBER($closed) } người đã chặn bot, { NUMBER($failed) } lỗi
    <blockquote>{ $words }</blockquote>
owner-broadcast-confirm = Gửi lời này cho { NUMBER($count) } người nhé? Mất khoảng { $minutes } phút.
owner-broadcast-preview = <blockquote>{ $words }</blockquote>
owner-broadcast-long = Lời nhắn dài tối đa { NUMBER($most) } chữ.
owner-broadcast-busy = Đang gửi một lời nhắn khác. Bạn đợi xong, hoặc dừng nó trước nhé.
owner-check = { $found ->
    [0] <b>🩺 Mọi thứ đều khớp.</b>
    *[other] <b>🚨 Có { $found } chỗ sai.</b> Mình ngừng bán đến khi đúng lại.
} { $at }
owner-check-line = · { $words }
owner-check-what = Bạn dừng bot, giữ một bản sao cơ sở dữ liệu, rồi xem nhật ký của giờ trước đó.
owner-audit = <b>📜 Nhật ký</b> { $state ->
    [broken] 🚨 đã bị sửa: xem 🩺 Kiểm sổ
    *[whole] (còn nguyên)
}{ $count ->
    [0] : chưa có gì
    *[other] { "" }
}
owner-audit-line = { $at } <b>{ $who }</b>: { owner-deed } → { $whom }
owner-audit-why = <i>{ $words }</i>
owner-export = <b>📤 Xuất dữ liệu</b>
    Tệp có tên mọi người: bạn giữ kín nhé.
owner-export-begun = Đang gửi
owner-export-large = Tệp quá lớn cho Telegram. Bạn chép cơ sở dữ liệu nhé.
owner-exported = { owner-export-what }: { NUMBER($count) } dòng
owner-export-what = { $what ->
    [ledger] Sổ cái
    [jobs] Các việc
    [balances] Số dư
    *[audit] Nhật ký
}

owner-payments = <b>⭐ Thanh toán</b>: { NUMBER($stars) } ⭐
    { NUMBER($aside) } khoản bị treo, { NUMBER($owing) } người nợ
owner-aside = ❓ { NUMBER($stars) } ⭐ · { $at }
owner-debtor = 🧾 { $name } nợ { NUMBER($credits) } { -money }
owner-owes = 🧾 Còn nợ { NUMBER($credits) } { -money } từ khoản đã bị đòi lại
owner-payment = <b>⭐ { NUMBER($stars) }</b> từ { $name } · { $at }
owner-payment-state = { $state ->
    [credited] ✅ Đã cộng { NUMBER($credits) } { -money }
    [refunded] ↩️ Đã hoàn
    *[aside] { $reason ->
        [amount] ❓ Bị treo: không đúng giá hóa đơn
        [currency] ❓ Bị treo: không phải Sao
        [payer] ❓ Bị treo: không rõ ai trả
        *[payload] ❓ Bị treo: không phải hóa đơn của mình
    }
}
owner-payment-charge = <code>{ $charge }</code>
owner-payment-package = { NUMBER($stars) } ⭐ mua được { NUMBER($credits) } { -money }.
owner-payment-not-aside = Khoản này không còn bị treo.
owner-owes-nothing = Không nợ gì cả.
owner-give-back-confirm = Hoàn { NUMBER($stars) } ⭐ cho { $name } nhé?
    Lý do: { $reason }
owner-forgive-confirm = Xóa nợ <b>{ NUMBER($credits) } { -money }</b> cho { $name } nhé?
    Lý do: { $reason }
owner-button-settle = ✅ Cộng cho { $who }
owner-button-settle-to = 👤 Cộng cho người khác
owner-button-give-back = ↩️ Hoàn { NUMBER($stars) } ⭐
owner-button-forgive = 🕊 Xóa nợ
owner-button-find = 🔍 Tìm người
owner-button-find-group = 🔍 Tìm nhóm
owner-button-grant = 🎁 Tặng tiền
owner-button-cap = 🧮 Hạn mức ngày
owner-button-block = 🚫 Chặn
owner-button-unblock = ✅ Bỏ chặn
owner-button-confirm = ✅ Đúng, làm đi
owner-button-again = 🔄 Xem lại
owner-button-gateway = { $off ->
    [yes] ✅ Bật { $title }
    *[no] ⛔ Tắt { $title }
}
owner-button-switch = { $what ->
    [spending] { $to ->
        [on] ✅ Cho chi tiêu lại
        *[off] ⛔ Dừng mọi chi tiêu
    }
    *[maintenance] { $to ->
        [on] ✅ Mở lại
        *[off] 🛠 Bắt đầu bảo trì
    }
}
owner-button-maintenance-words = ✏️ Bảo trì kèm lời nhắn
owner-button-promo = ➕ Mã mới
owner-button-end = Dừng { $code }
owner-button-compose = ✏️ Soạn lời nhắn
owner-button-send = 📣 Gửi { NUMBER($count) } người
owner-button-stop = ⏹ Dừng
owner-button-export = { owner-export-what } · { $form ->
    [csv] CSV
    *[json] JSON
}
owner-button-look = Xem ngay

# Khi đang đóng
blocked = Bạn không dùng bot này được nữa. Cần hỏi? /paysupport
blocked-group = Nhóm này không dùng bot được nữa.
maintenance = 🛠 Mình nghỉ bảo trì một lát, việc đang làm vẫn xong nhé.{ $words ->
    [none] { "" }
    *[other] { " " }{ $words }
}
spending-off = 🛠 Lúc này mình chưa làm thêm được gì, và bạn không mất gì. Bạn thử lại sau nhé.

# Cảnh báo cho chủ bot: nên làm gì
alert-budget-reached = Ngân sách { $whose ->
    [all] cả bot
    *[other] { $whose }
} đã hết: { $percent } % của { $most } ({ $period }, { $setting }).
alert-budget-near = Ngân sách { $whose ->
    [all] cả bot
    *[other] { $whose }
} đã dùng { $percent } % của { $most } ({ $period }, { $setting }).
alert-refused = Telegram không nhận kết quả của việc { $job } dưới dạng nào.
alert-files = Việc { $job }: { $broken }/{ $count } tệp trên đĩa bị mất hoặc hỏng.
alert-gone = Việc { $job } phải dừng vì { $gateway } đã bị gỡ. Chi phí tính vào lỗ.
alert-disk-job = Việc { $job } đang chờ: đĩa hoặc cơ sở dữ liệu gặp trục trặc.
alert-disk = Đĩa không ghi được tệp: { $why }.
alert-flow = Việc { $job } dừng vì lỗi không lường trước.
alert-poll = { $gateway } trả lời lạ khi được hỏi về việc đang làm: { $note }
alert-no-work = { $gateway } không nhận việc: { $reason }
alert-drift = { $gateway } tính nhiều hơn sổ của mình { $amount }.
alert-drift-far = { $gateway } tính nhiều hơn sổ của mình { $amount }: mình ngừng giao việc đến khi bạn bật lại.
alert-dearer = { $gateway } lấy { $took } cho { $model }; bảng giá ghi { $listed }.
alert-dearer-far = { $gateway } lấy { $took } cho { $model }, không phải { $listed }: mình tắt đến khi bạn bật lại.
alert-stuck = Việc { $job } ở { $gateway } { $minutes } phút rồi chưa xong.
alert-books = Sổ sách bị sai ({ $number }), mình ngừng bán đến khi đúng lại.
alert-books-right = Sổ sách đã đúng lại: mình bán tiếp.
alert-backup = Không sao lưu được ({ $error }).
alert-update = Không đọc được tin số { $number } từ Telegram.
alert-request = Yêu cầu { $reference } bị lỗi ({ $error }).
alert-aside = Có { NUMBER($stars) } Sao không khớp hóa đơn nào, đang được treo.
alert-stars-list = Không đọc được một dòng trong danh sách Sao của Telegram.
alert-stars-balance = Telegram đang giữ { $there } Sao, sổ của mình ghi { $ours } (I13).
alert-late = Có tin nhắn chờ hơn mười phút (I15).
alert-resume = Không làm tiếp được việc { $job }.
alert-what = { $kind ->
    [drift] Bạn xem lại giá, và còn ai dùng khóa này.
    [price] Đặt lại giá (docs/operating.md) rồi khởi động lại: người dùng trả theo bảng giá.
    [budget] Bạn nâng ngân sách, hoặc đợi kỳ mới.
    [gateway] Mình tự thử lại. Nếu kéo dài: nạp tiền, xem lại khóa, hoặc tắt cổng.
    [books] Bấm nút dưới; nếu vẫn sai, giữ một bản sao cơ sở dữ liệu.
    [aside] Bấm nút để cộng tiền hoặc hoàn lại.
    [stuck] Mình tự theo đến cùng. Nếu kéo dài, bạn xem danh sách ở cổng.
    *[other] Nhật ký có thêm chi tiết.
}
# Quỹ chung của nhóm, và tặng tiền
pool-off = Ở đây không ai phải trả tiền nên nhóm không cần quỹ.
pool-private = Quỹ là của nhóm: bạn gõ /pool trong nhóm nhé.
pool-not-yours = Trang này của người khác. Bạn gõ /pool hoặc /gift để có trang của mình nhé.
pool-admins-only = Chỉ quản trị viên của nhóm chỉnh được.
pool-title = 🏦 Quỹ nhóm: <b>{ NUMBER($credits) } { -money }</b>
pool-held = { NUMBER($credits) } { -money } đang giữ cho việc chưa xong
pool-today = Hôm nay đã tiêu: <b>{ NUMBER($spent) }{ $limit ->
    [-1] { " " }{ -money }
    *[other] /{ NUMBER($limit) } { -money }
}</b>
pool-member = { $limit ->
    [-1] Mỗi người: <b>không giới hạn</b>
    *[other] Mỗi người: <b>{ NUMBER($limit) } { -money }/ngày</b>, bạn đã dùng { NUMBER($spent) }
}
pool-empty = { $way ->
    [refuse] Hết quỹ: <b>tạm dừng, không làm thêm</b>
    *[own] Hết quỹ: <b>mỗi người tự trả</b>
}
pool-hint = <i>Quỹ trả tiền cho những gì cả nhóm nhờ mình làm.</i>
pool-month = <b>Tháng này</b>
pool-month-total = <b>Tháng này đã tiêu { NUMBER($credits) } { -money }</b>
pool-spender = { $name } · { NUMBER($credits) } { -money }
pool-nobody = Một thành viên
pool-others = { NUMBER($count) } người khác
pool-chart = Quỹ nhóm tháng này
button-pool-chart = 📊 Biểu đồ
pool-ask = { $rule ->
    [member_max] Mỗi người được dùng bao nhiêu tiền quỹ một ngày?
    [day_max] Cả nhóm được dùng bao nhiêu tiền quỹ một ngày?
    *[when_empty] Khi hết quỹ, hoặc hết hạn mức, thì sao?
}
pool-way = { $way ->
    [refuse] tạm dừng, không làm thêm
    *[own] phần thiếu mỗi người tự trả
}
pool-credits = { NUMBER($credits) } { -money }
pool-no-limit = không giới hạn
pool-unseen = Mình không thấy ai đang hỏi. Bạn bấm nút để mở nhé.
button-pool = 🏦 Quỹ nhóm
button-pool-give = 🎁 Góp quỹ
button-pool-who = 🧾 Ai đã tiêu
button-pool-rule = { $rule ->
    [member_max] 🙋 Mỗi người
    [day_max] 🗓 Mỗi ngày
    *[when_empty] 🪫 Khi hết quỹ
}
pool-short-pool = Việc này giá { NUMBER($price) } { -money }, quỹ nhóm còn { NUMBER($available) } { -money }. Góp thêm: /pool
pool-short-cap = Giá { NUMBER($price) } { -money }; hôm nay phần quỹ của bạn còn { NUMBER($available) } { -money }, 0 giờ có lại.
pool-short-day = Giá { NUMBER($price) } { -money }; hôm nay quỹ nhóm còn dùng được { NUMBER($available) } { -money }, 0 giờ có lại.
gift-pick = { $to ->
    [pool] 🎁 Bạn góp bao nhiêu vào quỹ nhóm?
    *[other] 🎁 Bạn tặng { $name } bao nhiêu?
}
gift-ask = { $to ->
    [pool] 🎁 Góp { NUMBER($credits) } { -money } của bạn vào quỹ nhóm?
    *[other] 🎁 Tặng { $name } { NUMBER($credits) } { -money } của bạn?
}
button-give = 🎁 Tặng { NUMBER($credits) } { -money }
button-give-pool = 🎁 Góp { NUMBER($credits) } { -money }
button-give-no = Thôi
gift-left = Bạn chưa tặng gì cả.
gift-thanks = Cảm ơn bạn nhé!
gift-before = Khoản này bạn đã tặng rồi.
gift-done = { $to ->
    [pool] 🎁 <b>{ $giver }</b> góp { NUMBER($credits) } { -money }. Quỹ nhóm giờ có { NUMBER($total) } { -money }.
    *[other] 🎁 <b>{ $giver }</b> tặng <b>{ $name }</b> { NUMBER($credits) } { -money }.
}
pool-given = 🎁 Chủ bot tặng quỹ nhóm { NUMBER($credits) } { -money }. Quỹ giờ có { NUMBER($left) } { -money }.
gift-told = 🎁 { $by ->
    [owner] Chủ bot
    *[person] <b>{ $giver }</b>
} tặng bạn { NUMBER($credits) } { -money }. Ví của bạn giờ có { NUMBER($left) } { -money }.
gift-private = Bạn tặng trong nhóm nhé: <code>/gift 5000</code>, trả lời tin của ai thì tặng người đó.
gift-kept-out = { $name } không còn dùng bot này nên không nhận quà được.
gift-short = Ví của bạn còn { NUMBER($available) } { -money }, không đủ để tặng { NUMBER($credits) } { -money }.
gift-amount = Bao nhiêu? Bạn chỉ viết chữ số nhé: <code>/gift 5000</code>
gift-self = Đó là bạn mà. Hãy trả lời tin của người khác nhé.
gift-unseen = Mình không thấy ai viết tin đó nên chưa tặng được.
gift-unknown = Mình chưa quen { $name }: bạn ấy nhắn mình một lời trước nhé.
caption-paid = { NUMBER($price) } { -money } { $by ->
    [pool] quỹ nhóm
    [gift] tiền tặng
    [pool-part] (quỹ { NUMBER($part) })
    *[gift-part] (tặng { NUMBER($part) })
}

# /balance có hình, quà tặng, tháng này
balance-gift = { $kind ->
    [daily] 🎁 Gồm { NUMBER($credits) } { -money } miễn phí hôm nay, 0 giờ có lại
    *[other] 🎁 Gồm { NUMBER($credits) } { -money } quà, đến hết { short-day }
}
month-title = { $days } ngày qua
month-sum = { NUMBER($credits) } { -money }
month-note = { -money } mỗi ngày
button-history = 🧾 Lịch sử
button-theme = { $theme ->
    [light] ☀️ Nền sáng
    *[dark] 🌙 Nền tối
}

# /history và biên nhận
history-none = Chưa có khoản nào: tiền bạn trả, nạp và được tặng sẽ hiện ở đây.
history-group = Chi tiêu chỉ cho riêng bạn xem: nhắn /history cho @{ $me }.
history-entry = <b>{ $what }</b>
    { $facts }
history-what = { $what ->
    [topup] ⭐ Nạp tiền
    [star_refund] ⭐ Hoàn Sao
    [refund] ↩️ Hoàn tiền
    [grant_expire] ⌛️ Quà hết hạn
    [pool_in] 👥 Góp quỹ nhóm
    [gift] { $way ->
        [in] 🎁 Được tặng
        *[out] 🎁 Tặng bạn bè
    }
    [pay_back] Trả khoản nợ
    [work] Việc đã xóa nội dung
    [adjust] Chủ bot điều chỉnh
    [daily] 🎁 Miễn phí trong ngày
    [invite] 🎁 Quà mời bạn
    [promo] 🎁 Quà từ mã
    [start] 🎁 Quà chào bạn
    [grant] 🎁 Chủ bot tặng
    *[other] { $way ->
        [in] Nhận vào
        *[out] Trừ đi
    }
}
history-account = { $account ->
    [w] ví
    [tab] không ai trả
    [pool] quỹ nhóm
    [daily] phần miễn phí
    [invite] quà mời bạn
    [promo] quà từ mã
    [start] quà chào bạn
    *[grant] quà tặng
}
history-from = từ { $list }
history-shelf = { $chosen ->
    [yes] •{ " " }
    *[no] { "" }
}{ $shelf ->
    [spent] Đã trả
    [received] Nhận vào
    *[all] Tất cả
}
history-shelf-empty = Ở đây chưa có gì.
button-receipt = 🧾 Biên nhận
receipt-title = 🧾 <b>Biên nhận</b> <code>{ $reference }</code>
receipt-what = { $what }
receipt-when = { $time }, { DATETIME($day, dateStyle: "medium") }
receipt-work = { $model } × { $count }
receipt-back = Đã giữ { NUMBER($held) } { -money }, trả lại { NUMBER($back) } { -money }
receipt-line = { $account }: { $amount }
receipt-sum = <b>Tổng: { $amount }</b>

# Mã quà tặng và lời mời
promo-usage = Gửi kèm mã nhé: <code>/promo MACUABAN</code>
promo-group = Mã chỉ dành cho riêng bạn: nhắn /promo cho @{ $me }.
promo-nobody-pays = Ở đây không ai phải trả tiền nên không cần mã.
promo-no-unknown = Không có mã này. Bạn xem lại cách viết nhé.
promo-no-ended = Mã này đã hết hạn.
promo-no-used-up = Mã này đã hết lượt.
promo-no-used-before = Bạn đã dùng mã này rồi. Xem ví: /balance
promo-tries = Hôm nay bạn nhập sai nhiều quá. Sau 0 giờ thử lại nhé.
promo-given = 🎁 Bạn được { NUMBER($credits) } { -money }{ $keeps ->
    [yes] { "" }
    *[no] , dùng đến hết { short-day }
}. Xem tất cả: /balance
invite-off = Hiện giờ lời mời chưa có quà.
invite-link = 💌 Link của bạn: { $link }
    Bạn bè làm được món đầu tiên, mỗi người được { NUMBER($credits) } { -money }. { $most ->
        [-1] Đã có { $counted } bạn
        *[other] Đã có { $counted }/{ $most } bạn
    }{ $waiting ->
        [0] { "" }
        *[other] , { $waiting } bạn chưa làm gì
    }
button-share = 📤 Gửi cho bạn bè
invite-guest = 🎁 Có bạn mời bạn đến: làm xong món đầu tiên, mỗi người được { NUMBER($credits) } { -money }.
invite-host-given = 🎁 Bạn của bạn vừa làm món đầu tiên: mỗi người được { NUMBER($credits) } { -money }.
invite-guest-given = 🎁 Món đầu tiên của bạn: bạn và người mời mỗi người được { NUMBER($credits) } { -money }.

# Các con số: hình của hôm nay và trang theo dõi trên web
web-title = Trang theo dõi Atelier
web-figures = Các con số
web-pages = Các trang
web-spans = Thời gian
web-skip = Đến các con số
web-close = Đăng xuất
web-door = Bấm để xem các con số trên trình duyệt này trong 12 giờ. Liên kết dùng được một lần.
web-door-open = Mở trang theo dõi
web-refused = Liên kết này đã dùng hoặc đã cũ. Bạn lấy liên kết mới từ bot nhé: /admin web
web-closed = Bạn đã đăng xuất. Muốn xem lại, nhắn bot: /admin web
web-nothing = Chưa có gì.
web-now = Lúc này
web-well = ✅ Mọi thứ đều ổn.
web-notice = { $what ->
    [books] 🚨 Sổ sách không khớp: đang ngừng bán. Xem /admin check
    [off] ⛔ Đang tắt: { $whose }
    [rests] 😴 { $whose } đang nghỉ
    [key] 🔑 { $whose } không nhận khóa
    [drift] ⚠️ { $whose } tính nhiều hơn sổ của mình
    *[budget] 🪫 { $whose }: đã hết { NUMBER($percent) }% ngân sách { $span ->
        [day] ngày
        *[month] tháng
    }
}
web-rest = { NUMBER($count) } mục khác
web-whole = Cả bot
web-budget = { $span ->
    [none] chưa đặt
    [day] { $whose } · ngày
    *[month] { $whose } · tháng
}
web-budget-span = { $span ->
    [none] chưa đặt ngân sách
    [day] hôm nay
    *[month] tháng này
}
web-link =
    📊 <a href="{ $link }">Mở trang theo dõi</a>
    Dùng được một lần, trong { $minutes } phút.
web-off = Trang theo dõi đang tắt – bạn đặt <code>BOT_WEB_PORT</code> rồi khởi động lại mình nhé.
today-title = Hôm nay · { $at }
today-above = 📊 Hôm nay ở hình phía trên.
today-again = 🔄 Cập nhật
today-gateway = { $title } · { $cost } · { $same ->
    [yes] { "" }
    *[no] { NUMBER($usual) }–
}{ NUMBER($most) } s
today-caption =
    📊 { NUMBER($shown) } trên { NUMBER($made) } yêu cầu đã xong, { NUMBER($failed) } hỏng
    Thu { NUMBER($earned) } ₫, chi cho cổng { NUMBER($spent) } ₫
web-word = { $word ->
    [made] Yêu cầu
    [shown] Đã làm
    [failed] Hỏng
    [cancelled] Đã hủy
    [earned] Thu
    [spent] Chi cho cổng
    [margin] Còn lại
    [active] Người dùng
    [given] Đã tặng
    [stars_in] Sao vào
    [stars_back] Sao hoàn
    [gateway] Cổng
    [failed_tries] Lần hỏng
    [p50] Một nửa trong
    [p95] 95% trong
    [cost] Chi
    [loss] Lỗ
    [model] Mô hình
    [spent_there] Trả cho cổng
    [when] Khi
    [person] Người
    [jobs] Việc
    [paid] Đã trả
    [left] Ví
    [group] Nhóm
    [people] Người
    [outcome] Chuyện gì
    [reason] Vì sao
    [job] Việc
    [at] Lúc
    [what] Khoản
    [credits] Số tiền
    [payer] Từ
    [stars] Sao
    [refunded] Hoàn lại
    [returned] Giữ rồi trả lại
    [expired] Hết hạn
    [topped_up] Nạp
    [taken_back] Nạp bị thu lại
    [health] Tình trạng
    [running] Đang chạy
    [threads] Luồng
    [waiting] Đang chờ
    [made_today] Hôm nay
    [cap] Giới hạn ngày
    [left_there] Còn ở cổng
    [drift] Lệch
    [told_at] Báo lúc
    [budget] Ngân sách đã hết
    [budget_of] Của
    [period] Cho
    [may_spend] Được chi
    [spent_of_it] Đã chi
    [held] Đang giữ
    [left_of_it] Còn lại
    [gone] Đã hết
    [payer-w] Ví
    [payer-g] Tiền được tặng
    [payer-pool] Quỹ nhóm
    [payer-tab] Chỉ ghi lại
    *[other] { $word }
}
web-page = { $page ->
    [overview] Tổng quan
    [gateways] Các cổng
    [people] Mọi người
    [jobs] Việc
    *[money] Tiền
}
web-span = { $span ->
    [today] Hôm nay
    [yesterday] Hôm qua
    [week] 7 ngày
    *[month] Tháng này
}
web-table = { $table ->
    [time] Theo thời gian
    [gateways] Các cổng
    [models] Mô hình
    [budgets] Ngân sách
    [health] Tình trạng các cổng
    [spenders] Ai tiêu nhiều nhất
    [groups] Nhóm
    [reasons] Vì sao hỏng
    [failures] Những lần hỏng gần đây
    [credits] Tiền
    [payers] Tiền từ đâu
    [stars] Sao
    *[model_costs] Chi cho từng mô hình
}
web-note = { $note ->
    [queue] { NUMBER($waiting) } chờ, { NUMBER($running) } đang chạy
    [took] { NUMBER($usual) } s, 95% ≤ { NUMBER($most) } s
    [share] { NUMBER($percent) }%
    [refunded] hoàn lại { $credits } ₫
    [lost] trong đó lỗ { $credits } ₫
    [new] { NUMBER($count) } người mới
    *[stars_back] hoàn { NUMBER($count) }
}
web-outcome = { $outcome ->
    [refused] Bị quy định nội dung từ chối
    [invalid] Cổng không nhận
    [exhausted] Cổng đang nghỉ
    [broken] Cổng làm hỏng
    [unclear] Mất câu trả lời
    [interrupted] Dừng giữa chừng
    [expired] Quá lâu
    [unshowable] Telegram không nhận
    [unreachable] Không còn ai nhận
    *[other] { $outcome }
}
web-health = { $health ->
    [rests] 😴 đang nghỉ: { $reason }
    *[well] ✅ tốt
}
